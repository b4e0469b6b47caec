/// When stations aren't connected.
package struct OutageBehaviour: Sendable, Equatable {
  /// How often.
  package var perDay = 0.0
  /// How long.
  package var duration: ClosedRange<Duration> = .seconds(60)...(.seconds(3600))
  /// How likely it is that the station loses its power too: then it boots again.
  package var powerLoss = 0.0

  package init() {}
}
