import CoreMetrics
import GatewayConfig
import GatewayConformance
import GatewayCore
import GatewayHandlers
import GatewayPluginHost
import GatewaySQLite
import Logging
import OCPPCodec

/// Runs a recording through a configuration: the stations' messages come from the recording, the answers from the
/// candidate, and the two sets of answers are compared.
///
/// What handlers do on their own, in the background, isn't done; the commands that were recorded are sent.
final class Replay {
  /// A station, as the recording plays it.
  private final class Player {
    var session: Session?
    var connection = ReplayConnection()
    var epoch = -1
    var numbers = TransactionNumbers()
    var answers = ReplayAnswers()
    /// The candidate's ids of recorded commands.
    var commands: [String: String] = [:]
  }

  private let services: GatewayServices
  private let bus: DirectBus
  private let plugins: PluginHost
  private let clock: ReplayClock
  private let comparison: AnswerComparison
  private var players: [String: Player] = [:]
  private var running: [Task<Void, Never>] = []
  private(set) var report = ReplayReport()

  /// - Parameters:
  ///   - assembly: the candidate.
  ///   - store: what it stores to.
  ///   - comparison: what counts as a difference.
  ///   - start: when the recording begins, in milliseconds since the epoch.
  init(_ assembly: Assembly, store: any Store, comparison: AnswerComparison, start: Int64, logger: Logger) async throws
  {
    clock = ReplayClock(start: start)
    self.comparison = comparison
    let configuration = assembly.configuration
    let metrics = GatewayMetrics(factory: NOOPMetricsHandler.instance)
    try await store.putIdTokens(configuration.idTags.map(\.record))
    services = GatewayServices(
      store: store, sessions: SessionRegistry(), chains: assembly.chains, clock: clock, logger: logger,
      metrics: metrics,
      commandTimeouts: CommandTimeouts(
        standard: configuration.ocpp.callTimeout, longest: configuration.ocpp.callTimeout))
    plugins = PluginHost(assembly.plugins)
    try await plugins.start(PluginEnvironment(services))
    let core = assembly.handlers.core.general
    let conformance = ConformanceEngine(
      assembly.conformance, ledger: ConformanceLedger(), metrics: metrics, logger: logger)
    bus = DirectBus(
      dispatcher: Dispatcher(
        chains: assembly.chains, services: services, boot: core.beforeBoot, conformance: conformance),
      services: services, admission: StationAdmission(core.admission, services: services))
  }

  /// Plays a frame.
  func play(_ frame: TraceFrame) async throws {
    report.messages += 1
    clock.advance(to: frame.at ?? clock.milliseconds)
    let player = players[frame.station] ?? Player()
    players[frame.station] = player
    let tree = frame.frame.withUnsafeBufferPointer { try? JSONTreeParser.parse($0).tree }
    // An answer may be ready only when the station has connected again: the connection that it was for is no new one.
    if frame.direction == .toStation, frame.epoch != player.epoch, case .array(let elements)? = tree,
      elements.count > 2,
      elements[0].integer != 2, let id = elements[1].string, player.answers.contains(id, epoch: frame.epoch)
    {
      return compareAnswer(id, frame, elements, player)
    }
    guard let session = try await connect(player, frame) else { return }
    guard case .array(let elements)? = tree, let id = elements.count > 2 ? elements[1].string : nil,
      let type = elements[0].integer
    else {
      // What is no frame is the candidate's to answer too.
      if frame.direction == .fromStation {
        await receive(frame.frame, "-1", "-", player, session)
      } else {
        compareAnswer("-1", frame, nil, player)
      }
      return
    }
    switch (frame.direction, type) {
    case (.fromStation?, 2):
      let action = elements[2].string ?? "-"
      await receive(rewritten(elements, player), id, action, player, session)
    case (.fromStation?, _): await receiveAnswer(elements, id, player, session)
    case (_, 2): await sendCommand(elements, id, frame, player, session)
    default: compareAnswer(id, frame, elements, player)
    }
  }

  /// Ends what still waits.
  func finish() async {
    for task in running { task.cancel() }
    for task in running { await task.value }
    for player in players.values { if let session = player.session { bus.close(session) } }
    await plugins.stop()
  }

  private func connect(_ player: Player, _ frame: TraceFrame) async throws -> Session? {
    if let session = player.session, player.epoch == frame.epoch, !player.connection.isClosed { return session }
    if player.epoch == frame.epoch, player.session == nil { return nil }
    if let session = player.session { bus.close(session) }
    player.epoch = frame.epoch
    player.session = nil
    player.answers.begin(epoch: frame.epoch)
    player.commands = [:]
    player.connection = ReplayConnection()
    // Who was let in then has shown who it is; recordings have no passwords.
    guard let station = StationID(frame.station),
      try await bus.admit(ConnectionRequest(station: station, remoteHost: "-")) == .admitted,
      let session = try await bus.open(
        station, version: frame.version ?? .v16, remoteAddress: "-", connection: player.connection)
    else {
      add(frame, "-", "-", "connection", "", "accepted", "refused")
      return nil
    }
    player.session = session
    return session
  }

  private func rewritten(_ elements: [JSONTree], _ player: Player) -> [UInt8] {
    var elements = elements
    if elements.count > 3 { elements[3] = player.numbers.forCandidate(elements[3]) }
    return JSONTree.array(elements).bytes
  }

  private func receive(
    _ bytes: [UInt8], _ id: String, _ action: String, _ player: Player, _ session: Session
  ) async {
    let frame: [UInt8]?
    switch bytes.withUnsafeBufferPointer({ bus.receive($0, from: session) }) {
    case .nothing: return
    case .reply(let reply): frame = reply
    case .call(let call):
      if case .reply(let reply) = await bus.handle(call, from: session) { frame = reply } else { frame = nil }
    }
    player.answers.add(ReplayAnswers.Answer(action: action, frame: frame), to: id, epoch: player.epoch)
    session.outbound.open()
  }

  private func receiveAnswer(_ elements: [JSONTree], _ id: String, _ player: Player, _ session: Session) async {
    guard let own = player.commands.removeValue(forKey: id) else { return }
    var elements = elements
    elements[1] = .string(own)
    let bytes = JSONTree.array(elements).bytes
    _ = bytes.withUnsafeBufferPointer { bus.receive($0, from: session) }
    // What the command's chain does with the answer is done before the recording goes on.
    for task in running { await task.value }
    running = []
  }

  private func sendCommand(
    _ elements: [JSONTree], _ id: String, _ frame: TraceFrame, _ player: Player, _ session: Session
  ) async {
    guard let action = elements[2].string, elements.count > 3 else { return }
    report.commands += 1
    let payload = player.numbers.forCandidate(elements[3])
    guard let raw = RawJSON(text: payload.text) else { return }
    let failure = CommandOutcome()
    let connection = player.connection
    running.append(
      Task { [services] in
        do {
          _ = try await services.commands.send(action, payload: raw, to: session.station)
        } catch {
          failure.set("\(error)")
        }
        connection.sendNothing()
      })
    guard let sent = await connection.next() else {
      return add(frame, id, action, "command", "", "sent", "not sent: \(failure.text)")
    }
    guard case .array(let now)? = sent.withUnsafeBufferPointer({ try? JSONTreeParser.parse($0).tree }), now.count > 3,
      let own = now[1].string
    else { return }
    player.commands[id] = own
    compare(elements[3], player.numbers.asRecorded(now[3]), frame, id, action, "command")
  }

  private func compareAnswer(_ id: String, _ frame: TraceFrame, _ recorded: [JSONTree]?, _ player: Player) {
    guard let answer = player.answers.remove(id, epoch: frame.epoch) else {
      if recorded != nil { add(frame, id, "-", "answer", "", "given", "none") }
      return
    }
    report.answers += 1
    let (action, reply) = (answer.action, answer.frame)
    guard let reply, case .array(let now)? = reply.withUnsafeBufferPointer({ try? JSONTreeParser.parse($0).tree }),
      let recorded, let type = now.first?.integer, recorded.count > 2, now.count > 2
    else {
      if reply == nil { add(frame, id, action, "answer", "", "given", "none: the connection is closed") }
      return
    }
    guard recorded[0].integer == type else {
      return add(frame, id, action, "answer", "", Self.outcome(recorded), Self.outcome(now))
    }
    guard type == 3 else {
      if recorded[2] != now[2] { add(frame, id, action, "answer", "", Self.outcome(recorded), Self.outcome(now)) }
      return
    }
    if action == "StartTransaction", let before = recorded[2]["transactionId"]?.integer,
      let after = now[2]["transactionId"]?.integer
    {
      player.numbers.pair(recorded: before, replayed: after)
    }
    compare(recorded[2], player.numbers.asRecorded(now[2]), frame, id, action, "answer")
  }

  private func compare(
    _ recorded: JSONTree, _ now: JSONTree, _ frame: TraceFrame, _ id: String, _ action: String, _ subject: String
  ) {
    for difference in comparison.differences(recorded, now) {
      report.add(
        ReplayReport.Finding(
          at: frame.at ?? 0, station: frame.station, id: id, action: action.escapedForPeople(limit: 64),
          subject: subject, difference: difference))
    }
  }

  private func add(
    _ frame: TraceFrame, _ id: String, _ action: String, _ subject: String, _ pointer: String, _ recorded: String,
    _ now: String
  ) {
    report.add(
      ReplayReport.Finding(
        at: frame.at ?? 0, station: frame.station, id: id, action: action.escapedForPeople(limit: 64), subject: subject,
        difference: AnswerComparison.Difference(pointer: pointer, recorded: recorded, now: now)))
  }

  private static func outcome(_ frame: [JSONTree]) -> String {
    frame[0].integer == 4
      ? "CALLERROR \(frame[2].string?.escapedForPeople(limit: 64) ?? "-")"
      : "CALLRESULT \(frame[2].text.escapedForPeople(limit: 200))"
  }
}
