import GatewayCore
package import Logging

/// Removes the sessions of edges that aren't heard of any more.
package struct EdgeReaper: Sendable {
  private let client: RedisClient
  private let keys: RedisKeys
  private let logger: Logger

  package init(client: RedisClient, keys: RedisKeys, logger: Logger) {
    self.client = client
    self.keys = keys
    self.logger = logger
  }

  /// The edges that live.
  var edges: LeaseTable { LeaseTable(key: keys.index.key("edges"), client: client) }

  /// Removes the sessions of those whose leases have ended.
  func reap() async throws {
    for edge in try await edges.expired() { try await reap(edge) }
  }

  /// Removes the sessions of an edge that has none: one that is dead, or that hasn't begun.
  ///
  /// - Throws: ``StoreError``
  package func reap(_ edge: String) async throws {
    let list = RedisIndex.stations(of: edge, keys)
    var count = 0
    while true {
      // Each is removed from the list, so the first page is the next.
      let members = try await list.members(after: nil, limit: 500, client)
      guard !members.isEmpty else { break }
      let stations = members.compactMap { StationID($0, maximumLength: .max) }
      let states = try await StationSession.read(stations, keys, client)
      count += try await withThrowingTaskGroup(of: Bool.self) { group in
        for (station, state) in zip(stations, states) {
          let claim = SessionClaim(station: station, edge: edge, keys: keys, lease: .zero)
          group.addTask { try await claim.release(epoch: state.epoch ?? 0, client) }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
    }
    try await edges.remove(edge)
    if count > 0 {
      logger.warning("sessions of a dead edge removed", metadata: ["edge": "\(edge)", "stations": "\(count)"])
    }
  }
}
