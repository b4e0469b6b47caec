import GatewayCore
import Synchronization

/// Transactions that were started for a workload to stop.
final class StartedTransactions: Sendable {
  private let ids = Mutex<[(StationID, Int)]>([])

  func set(_ ids: [(StationID, Int)]) { self.ids.withLock { $0 = ids } }

  subscript(number: Int) -> (StationID, Int) { ids.withLock { $0[number] } }
}
