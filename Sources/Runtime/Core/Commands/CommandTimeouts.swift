/// How long commands wait for a station's answer.
package struct CommandTimeouts: Sendable, Equatable {
  /// When whoever sends it doesn't say.
  package var standard: Duration
  /// At most, whatever is asked for.
  package var longest: Duration

  package init(standard: Duration = .seconds(10), longest: Duration = .seconds(30)) {
    self.standard = standard
    self.longest = longest
  }
}
