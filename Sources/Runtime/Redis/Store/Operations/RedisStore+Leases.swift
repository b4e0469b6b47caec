import GatewayCore

/// Leases are a hash by their names.
extension RedisStore: LeaseStore {
  private struct Lease: Codable {
    var holder: String
    /// Milliseconds since the epoch.
    var end: Int64
  }

  package func takeLease(
    _ name: String, for holder: String, until end: Int64, at moment: Int64
  ) async throws -> Bool {
    try await change(keys.leases) { unit in
      if let lease = try await unit.document("leases", name, as: Lease.self), lease.holder != holder,
        lease.end > moment
      {
        return false
      }
      try unit.set("leases", name, Lease(holder: holder, end: end))
      return true
    }
  }

  package func giveBackLease(_ name: String, of holder: String) async throws {
    try await change(keys.leases) { unit in
      guard let lease = try await unit.document("leases", name, as: Lease.self), lease.holder == holder else { return }
      unit.remove("leases", Array(name.utf8))
    }
  }
}
