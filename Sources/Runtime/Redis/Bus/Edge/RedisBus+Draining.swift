import GatewayCore
import Logging
import OCPPCodec
import Synchronization

extension RedisBus {
  /// Has a station's responses looked at soon; those that are woken together are asked for together.
  func wake(_ station: StationID) {
    let isFirst = woken.withLock { woken in
      let isFirst = woken.isEmpty
      woken.insert(station)
      return isFirst
    }
    if isFirst { later { await self.drainWoken() } }
  }

  private func drainWoken() async {
    let all = woken.withLock { woken in
      defer { woken = [] }
      return woken
    }
    let present = stations.withLock { stations in
      all.compactMap { station in stations[station].map { ($0.session, station) } }
    }
    for start in stride(from: 0, to: present.count, by: 500) {
      await drain(Array(present[start..<min(start + 500, present.count)]))
    }
  }

  private func drain(_ present: [(session: Session, station: StationID)]) async {
    let runs = present.map { session, station in
      (
        keys: [keys.responses(station), keys.station(station).key("session")],
        arguments: [Int64(session.epoch), 32] as [any RedisArgument]
      )
    }
    guard let replies = try? await client.runAll(Self.drain, runs) else {
      // Perhaps they were taken from the list and got lost on the way: the messages are sent again, and answered again.
      return sendAgain(present.map(\.station))
    }
    for ((session, station), reply) in zip(present, replies) {
      guard let elements = reply.array else {
        session.connection.close(.replaced)
        continue
      }
      for element in elements { if let bytes = element.bytes { deliver(bytes, to: session) } }
      if elements.count == 32 { wake(station) }
    }
  }

  private static let drain = RedisScript(
    "drain responses",
    """
    if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[1] then return 0 end
    return redis.call('RPOP', KEYS[1], ARGV[2]) or {}
    """)

  private func sendAgain(_ ids: [StationID]) {
    stations.withLock { stations in
      for station in ids {
        for id in stations[station].map({ Array($0.awaited.keys) }) ?? [] {
          stations[station]?.awaited[id]?.isUnsent = true
        }
      }
    }
  }

  private func deliver(_ element: [UInt8], to session: Session) {
    guard let envelope = BusEnvelope(element), let head = FrameHead(envelope.payload) else {
      services.logger.warning("response can't be read", metadata: ["station": "\(session.station)"])
      return
    }
    if let epoch = envelope.epoch, epoch != Int64(session.epoch) { return }
    guard head.isAnswer else { return relay(envelope, head, session) }
    let awaited = stations.withLock { stations -> EdgeStation.Awaited? in
      guard stations[session.station]?.session === session else { return nil }
      return stations[session.station]?.awaited.removeValue(forKey: head.id)
    }
    // None: it was answered before, or isn't waited for any more.
    awaited?.continuation.resume(returning: envelope.payload)
  }

  /// Passes a command on, when its turn comes.
  private func relay(_ envelope: BusEnvelope, _ head: FrameHead, _ session: Session) {
    let age = envelope.timestamp.map { services.clock.milliseconds - $0 } ?? 0
    // Written while the station was offline, and by now nobody waits for it.
    guard age <= Int64(configuration.callTimeout / .milliseconds(1)) else { return }
    let isNew = stations.withLock { stations -> Bool in
      guard stations[session.station]?.session === session else { return false }
      return stations[session.station]?.relayed.insert(head.id).inserted ?? false
    }
    guard isNew, let action = MessageCatalog.of(session.version).actions.first else { return }
    later { [self] in
      _ = try? await session.outbound.call(
        id: head.id, frame: envelope.payload, action: action, timeout: configuration.callTimeout,
        clock: services.clock)
      _ = takeRelay(head.id, session)
    }
  }

  /// - Returns: whether a command with this id was relayed and isn't answered yet.
  func takeRelay(_ id: String, _ session: Session) -> Bool {
    stations.withLock { stations in
      guard stations[session.station]?.session === session else { return false }
      return stations[session.station]?.relayed.remove(id) != nil
    }
  }
}
