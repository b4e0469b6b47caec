import GatewayCore
import Logging
import Synchronization

extension RedisBus {
  var reaper: EdgeReaper { EdgeReaper(client: client, keys: keys, logger: services.logger) }

  private static let tick = Duration.milliseconds(250)

  /// What is done from time to time: messages that weren't sent are sent, waiting ends, leases are renewed.
  func keepTime() async {
    let polls = max(Int(configuration.pollInterval / Self.tick), 1)
    let renewals = max(Int(configuration.sessionLease / Self.tick) / 3, 1)
    var ticks = 0
    while (try? await services.clock.sleep(for: Self.tick)) != nil {
      ticks += 1
      sweep()
      if ticks % polls == 0 { for station in stations.withLock({ Array($0.keys) }) { wake(station) } }
      if ticks % renewals == 0 || ticks == 1 { later { await self.renewLeases() } }
    }
  }

  private func sweep() {
    let now = monotonicNanoseconds()
    var late: [EdgeStation.Awaited] = []
    var unsent: [(message: [UInt8], id: String, session: Session)] = []
    var waiting: [StationID] = []
    stations.withLock { stations in
      for (station, entry) in stations where !entry.awaited.isEmpty {
        waiting.append(station)
        for (id, awaited) in entry.awaited {
          if awaited.deadline < now {
            late.append(awaited)
            stations[station]?.awaited[id] = nil
          } else if awaited.isUnsent {
            unsent.append((awaited.message, id, entry.session))
            stations[station]?.awaited[id]?.isUnsent = false
          }
        }
      }
    }
    for awaited in late { awaited.continuation.resume(throwing: StoreError(.unavailable, "no answer in time")) }
    for (message, id, session) in unsent { push(message, id: id, session) }
    // The seed's processors wake nobody.
    for station in waiting { wake(station) }
  }

  /// Looks at everything anew, since messages may have been missed.
  func lookAtAll() async {
    await renewLeases()
    let all = stations.withLock { Array($0.keys) }
    await checkOwnership(all)
    for station in all { wake(station) }
  }

  /// Closes the connections of stations that connected elsewhere since.
  func checkOwnership(_ ids: [StationID]) async {
    let present = stations.withLock { stations in ids.compactMap { stations[$0]?.session } }
    for start in stride(from: 0, to: present.count, by: 1000) {
      let part = present[start..<min(start + 1000, present.count)]
      let commands = part.map { RedisCommand("HGET", keys.station($0.station).key("session"), "epoch") }
      guard let replies = try? await client.values(commands) else { return }
      for (session, reply) in zip(part, replies) {
        if let epoch = reply.integer, epoch > Int64(session.epoch) { session.connection.close(.replaced) }
      }
    }
  }

  /// Renews this edge's lease and its stations' entries.
  func renewLeases() async {
    let lease = Int64(configuration.sessionLease / .milliseconds(1))
    do {
      let wasAlive = try await reaper.edges.live(name, lease: lease)
      let present = stations.withLock { $0.values.map(\.session) }
      if !wasAlive { try await takeBack(present) }
      for start in stride(from: 0, to: present.count, by: 1000) {
        _ = try await client.values(
          present[start..<min(start + 1000, present.count)].map { session in
            RedisCommand("PEXPIRE", keys.session(session.station), lease)
          })
      }
    } catch {
      services.logger.warning("leases not renewed", metadata: ["reason": "\(error)"])
    }
  }

  /// Enters sessions again, whose entries others may have removed while this edge couldn't say that it lives.
  private func takeBack(_ sessions: [Session]) async throws {
    for session in sessions {
      let claim = SessionClaim(
        station: session.station, edge: name, keys: keys, lease: configuration.sessionLease)
      let isOwn = try await claim.takeBack(session, client)
      if !isOwn { session.connection.close(.replaced) }
    }
  }
}
