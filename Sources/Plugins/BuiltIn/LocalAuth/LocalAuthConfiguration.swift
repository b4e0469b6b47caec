/// The options of the handler `local-auth`.
package struct LocalAuthConfiguration: Sendable, Equatable {
  /// Which id tokens stand in a list.
  package enum Entries: String, Sendable, CaseIterable {
    /// Those that may charge.
    case accepted
    /// Also those that may not, as such.
    case all
  }

  /// Whether stations are brought up to date when they have booted.
  package var synchronisesAfterBoot: Bool
  /// Whether stations are brought up to date when id tokens change, and when they come back after a change.
  package var synchronisesOnChange: Bool
  package var entries: Entries
  /// The most entries in one message, whatever the station says of itself.
  package var maximumPerMessage: Int
  /// How long id tokens must be as they are before stations are told.
  package var changeDelay: Duration
  /// When a station is tried again that couldn't be brought up to date.
  package var retryInterval: Duration
  /// How many stations are brought up to date at a time.
  package var parallelism: Int
  /// The lists, the first that matches a station is its own; empty: every station gets every id token.
  package var lists: [LocalListRule]

  package init(
    synchronisesAfterBoot: Bool = false,
    synchronisesOnChange: Bool = false,
    entries: Entries = .accepted,
    maximumPerMessage: Int = 500,
    changeDelay: Duration = .seconds(10),
    retryInterval: Duration = .seconds(300),
    parallelism: Int = 16,
    lists: [LocalListRule] = []
  ) {
    self.synchronisesAfterBoot = synchronisesAfterBoot
    self.synchronisesOnChange = synchronisesOnChange
    self.entries = entries
    self.maximumPerMessage = maximumPerMessage
    self.changeDelay = changeDelay
    self.retryInterval = retryInterval
    self.parallelism = parallelism
    self.lists = lists
  }
}
