import GatewayCore
internal import Synchronization

/// Leases of the one process that has the file: they need not survive it, and cost no commit.
final class ProcessLeases: Sendable {
  private struct Lease {
    var holder: String
    var end: Int64
  }

  private let leases = Mutex<[String: Lease]>([:])

  func take(_ name: String, for holder: String, until end: Int64, at moment: Int64) -> Bool {
    leases.withLock { leases in
      if let lease = leases[name], lease.holder != holder, lease.end > moment { return false }
      leases[name] = Lease(holder: holder, end: end)
      return true
    }
  }

  func giveBack(_ name: String, of holder: String) {
    leases.withLock { leases in
      if leases[name]?.holder == holder { leases[name] = nil }
    }
  }
}

extension SQLiteStore {
  package func takeLease(
    _ name: String, for holder: String, until end: Int64, at moment: Int64
  ) async throws -> Bool {
    leases.take(name, for: holder, until: end, at: moment)
  }

  package func giveBackLease(_ name: String, of holder: String) async throws {
    leases.giveBack(name, of: holder)
  }
}
