import GatewayCore
import Synchronization

/// A clock that a test moves on; sleeping never ends.
final class MovingClock: GatewayClock {
  private let now = Atomic<Int64>(ConformanceFixture.now)

  var milliseconds: Int64 { now.load(ordering: .relaxed) }

  func advance(_ milliseconds: Int64) { now.add(milliseconds, ordering: .relaxed) }

  func sleep(for duration: Duration) async throws { try await Task.sleep(for: .seconds(3600)) }
}
