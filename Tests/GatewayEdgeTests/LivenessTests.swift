import Testing

@testable import GatewayEdge

@Suite("Liveness")
struct LivenessTests {
  /// What happens at a time.
  enum Event: Sendable {
    case received(Int64)
    case look(Int64, Liveness.Action)
  }

  @Test(
    "looks from time to time, with an interval of 100",
    arguments: [
      // A ping an interval, and three without any sign of life
      [
        .look(1099, .nothing), .look(1100, .ping), .look(1199, .nothing), .look(1200, .ping), .look(1299, .nothing),
        .look(1300, .gone),
      ],
      // Any traffic is a sign of life and puts off the ping.
      [
        .received(1090), .look(1100, .nothing), .look(1189, .nothing), .look(1190, .ping), .look(1389, .ping),
        .look(1390, .gone),
      ],
      [
        .look(1100, .ping), .received(1110), .look(1200, .nothing), .look(1210, .ping), .look(1310, .ping),
        .look(1410, .gone),
      ],
      // Looks that come late
      [.look(1250, .ping), .look(1299, .nothing), .look(1300, .gone)],
      [.look(9999, .gone), .look(10_000, .gone)],
      // It's never too late.
      [.look(1300, .gone), .received(1301), .look(1400, .nothing)],
    ] as [[Event]])
  func looks(_ events: [Event]) {
    var liveness = Liveness(interval: 100, now: 1000)
    for event in events {
      switch event {
      case .received(let now): liveness.received(at: now)
      case .look(let now, let action): #expect(liveness.look(at: now) == action, "at \(now)")
      }
    }
  }
}
