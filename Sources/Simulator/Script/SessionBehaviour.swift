/// How drivers behave.
package struct SessionBehaviour: Sendable, Equatable {
  /// How often a vehicle comes to a connector.
  package var perDay = 8.0
  /// How long a vehicle charges.
  package var duration: ClosedRange<Duration> = .seconds(1200)...(.seconds(5400))
  /// What a vehicle draws, in W.
  package var power: ClosedRange<Int> = 3_700...22_000
  /// How likely it is that a vehicle is full before it is fetched.
  package var full = 0.3
  /// How long a vehicle stays connected after its transaction.
  package var departure: ClosedRange<Duration> = .seconds(10)...(.seconds(300))

  package init() {}
}
