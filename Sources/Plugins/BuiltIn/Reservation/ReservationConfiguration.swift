/// The options of the handler `reservation`.
package struct ReservationConfiguration: Sendable, Equatable {
  /// What is done with a reservation that another one is in the way of.
  package enum Conflicts: String, Sendable, CaseIterable {
    /// It isn't sent.
    case refuse
    /// The station decides.
    case ask
  }

  package var conflicts: Conflicts
  /// How long a reservation lasts that is asked for without an expiry date.
  package var standardDuration: Duration
  /// How long one may last.
  package var maximumDuration: Duration
  /// How often it is looked for reservations that have expired, and for uncertain ones.
  package var checkInterval: Duration
  /// How long after a broken connection a command is sent again of which nobody knows whether the station got it.
  package var retryInterval: Duration

  package init(
    conflicts: Conflicts = .refuse,
    standardDuration: Duration = .seconds(900),
    maximumDuration: Duration = .seconds(86_400),
    checkInterval: Duration = .seconds(5),
    retryInterval: Duration = .seconds(30)
  ) {
    self.conflicts = conflicts
    self.standardDuration = standardDuration
    self.maximumDuration = maximumDuration
    self.checkInterval = checkInterval
    self.retryInterval = retryInterval
  }
}
