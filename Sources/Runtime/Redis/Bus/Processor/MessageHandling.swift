import GatewayCore
import Logging
import OCPPCodec

/// Handles a message that a processor has taken: the chain runs, and what it changes is committed together with the
/// answer.
struct MessageHandling: Sendable {
  private let name: String
  private let client: RedisClient
  private let store: RedisStore
  private let dispatcher: Dispatcher
  private let services: GatewayServices

  init(
    name: String,
    client: RedisClient,
    store: RedisStore,
    dispatcher: Dispatcher,
    services: GatewayServices
  ) {
    self.name = name
    self.client = client
    self.store = store
    self.dispatcher = dispatcher
    self.services = services
  }

  private var keys: RedisKeys { store.keys }

  /// Handles a message, for as long as it takes.
  ///
  /// - Returns: whether it is done with; false when it is another's by now, or the task was cancelled.
  func handle(_ item: WorkQueue.Item) async -> Bool {
    while true {
      do {
        switch try await attempt(item) {
        case .committed: return true
        case .fenced: return false
        case .conflict: continue
        }
      } catch {
        services.logger.warning(
          "message not handled yet", metadata: ["station": "\(item.name.escapedForPeople)", "reason": "\(error)"])
        guard (try? await services.clock.sleep(for: .milliseconds(500))) != nil else { return false }
      }
    }
  }

  private func attempt(_ item: WorkQueue.Item) async throws -> RedisCommit.Outcome {
    guard let envelope = BusEnvelope(item.message), let head = FrameHead(envelope.payload),
      let station = StationID(item.name, maximumLength: .max)
    else {
      try await DeadLetters(client: client, keys: keys).add(
        item.message, reason: "it has no OCPP-J frame, or no proper station", attempts: 1)
      return .committed
    }
    if head.isAnswer {
      try await AnswerRouting(client: client, keys: keys).route(item.message, id: head.id)
      return .committed
    }
    let unit = RedisUnit(keys.station(station), client)
    let answers = AnswerRecord(head, epoch: envelope.epoch, at: services.clock.milliseconds)
    let (state, record, known) = try await look(station, answers, unit)
    let guards = [RedisGuard.fence(key: unit.slot.key("session"), field: "fence", token: item.token)]
    // An answer goes to nobody else than who asked.
    let isCurrent = envelope.epoch == nil || envelope.epoch == state.epoch
    if isCurrent, let epoch = envelope.epoch { unit.found("session", Array("epoch".utf8), Array(String(epoch).utf8)) }
    let digest = Array(ContentDigest(envelope.payload).text.utf8)
    let frame: [UInt8]
    var registration = record?.registration
    if let same = known.first(where: { $0.starts(with: digest) }) {
      frame = Array(same.dropFirst(digest.count))
    } else {
      guard let (answer, session) = try await run(envelope.payload, station, state, record, unit) else {
        return .committed
      }
      frame = answer
      registration = session.registration
      unit.set(answers.hashes[0], answers.field, digest + frame)
    }
    let writes = isCurrent ? reply(frame, to: station, envelope, state) : []
    let expiry = RedisWrite("PEXPIRE", unit.slot.key(answers.hashes[0]), [Array(String(AnswerRecord.kept).utf8)])
    FaultPoint.handled.pass()
    FaultPoint.committing.pass()
    let outcome = try await unit.commit(guards: guards, with: writes + [expiry])
    FaultPoint.committed.pass()
    if outcome == .committed, isCurrent, let session = services.sessions.session(of: station),
      session.registration != registration
    {
      session.registration = registration
    }
    return outcome
  }

  /// Reads what each message needs, in one go: the session, the station, and what the message was answered before.
  private func look(
    _ station: StationID,
    _ answers: AnswerRecord,
    _ unit: RedisUnit
  ) async throws -> (StationSession, StationRecord?, answers: [[UInt8]]) {
    let replies = try await client.values(
      [StationSession.command(station, keys), store.stationCommand(station)]
        + answers.hashes.map { RedisCommand("HGET", unit.slot.key($0), answers.field) })
    let known = replies.dropFirst(2).map(\.bytes)
    for (hash, found) in zip(answers.hashes, known) { unit.found(hash, answers.field, found) }
    return (
      try StationSession(station, replies[0]), try store.stationRecord(station, replies[1]), known.compactMap(\.self)
    )
  }

  /// Runs the chain.
  ///
  /// - Returns: the frame that answers, and the session as handlers left it; nil when none answers.
  private func run(
    _ payload: [UInt8],
    _ station: StationID,
    _ state: StationSession,
    _ record: StationRecord?,
    _ unit: RedisUnit
  ) async throws -> (frame: [UInt8], session: Session)? {
    let session = state.session(
      station,
      connection: RedisStationConnection(
        station, edge: state.edge, name: name, client: client, keys: keys, sessions: nil))
    session.adopt(record, dispatcher.chains)
    let expected = services.sessions.session(of: station)?.expectedActions ?? []
    for action in expected { session.expect(action) }
    switch payload.withUnsafeBufferPointer({ dispatcher.receive($0, from: session) }) {
    case .nothing: return nil
    case .reply(let frame): return (frame, session)
    case .call(let call):
      let outcome = await MessageScope.$current.withValue(MessageScope.Current(unit: unit)) {
        await dispatcher.handle(call, from: session)
      }
      switch outcome {
      case .reply(let frame): return (frame, session)
      case .close: throw StoreError(.unavailable, "the message can't be handled now")
      }
    }
  }

  private func reply(
    _ frame: [UInt8],
    to station: StationID,
    _ envelope: BusEnvelope,
    _ state: StationSession
  ) -> [RedisWrite] {
    let reply = BusEnvelope(
      station: station, payload: frame, server: name, timestamp: services.clock.milliseconds, epoch: envelope.epoch)
    let key = keys.responses(station)
    var writes = [
      RedisWrite("LPUSH", key, [reply.bytes()]), RedisWrite("EXPIRE", key, [Array("600".utf8)]),
    ]
    if let edge = state.edge {
      writes.append(RedisWrite("PUBLISH", nil, [Array(keys.wake(edge).utf8), Array(station.text.utf8)]))
    }
    return writes
  }
}

/// Where it is on record what a message was answered, so that the same message again is answered as before and does
/// nothing: after a processor died, or when a station repeats it.
///
/// A hash for each ten minutes, of which the latest two are looked into: a station that is never silent has no hash that
/// grows forever.
struct AnswerRecord {
  /// Milliseconds.
  static let kept: Int64 = 1_200_000

  /// The newest first.
  let hashes: [String]
  let field: [UInt8]

  init(_ head: FrameHead, epoch: Int64?, at moment: Int64) {
    let period = moment / (Self.kept / 2)
    hashes = ["answers:\(period)", "answers:\(period - 1)"]
    // Message ids begin anew with a connection in 1.6. What a station repeats on its next one are transaction messages,
    // which are told from others with the same id by the rest of them.
    let isRepeatable = head.action.map(StallPolicy.transactionActions.contains) ?? false
    field = Array((isRepeatable ? "|\(head.id)" : "\(epoch ?? 0)|\(head.id)").utf8)
  }
}
