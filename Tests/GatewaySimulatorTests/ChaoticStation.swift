import GatewayCore
@testable import GatewaySimulator
import OCPPCodec

/// A simulated station whose network repeats old messages, loses answers, and whose gateway restarts now and then.
struct ChaoticStation {
  private(set) var machine: StationStateMachine
  private(set) var entries: [TransactionEntry] = []
  private(set) var contradictions: [String] = []
  private(set) var restarts = 0
  private(set) var replays = 0

  private let gateway: VirtualGateway
  private let station: StationID
  private var now: Int64
  private var session: Session?
  private var chaos: RandomStream
  /// Transaction messages that have been sent: action and payload.
  private var sent: [(action: String, payload: RawJSON)] = []
  private var pending: [StationAction] = []

  init(_ identity: StationIdentity, _ station: StationID, _ gateway: VirtualGateway, at begin: Int64) {
    self.gateway = gateway
    self.station = station
    now = begin
    machine = StationStateMachine(identity, at: begin)
    chaos = identity.stream("chaos")
  }

  mutating func run(hours: Int64) async throws {
    let end = now + hours * 3_600_000
    try await take(.powerOn)
    while let next = machine.nextDeadline, next <= end {
      now = max(now, next)
      try await take(.wake)
    }
    try await take(.windDown)
    // Whatever was lost at the end is sent again.
    while !machine.isFinished, let next = machine.nextDeadline {
      now = max(now, next)
      try await take(.wake)
    }
  }

  private mutating func take(_ event: StationEvent) async throws {
    gateway.clock.set(now)
    pending += machine.handle(event, at: now)
    while !pending.isEmpty { try await perform(pending.removeFirst()) }
  }

  private mutating func perform(_ action: StationAction) async throws {
    switch action {
    case .connect:
      session = try await gateway.connect(station, machine.identity.version)
      pending += machine.handle(.connected, at: now)
    case .disconnect:
      if let session { gateway.disconnect(session) }
      session = nil
    case .reply: break
    case .record(.transaction(let entry)): entries.append(entry)
    case .record(.contradiction(let text)): contradictions.append(text)
    case .record: break
    case .call(let bytes, let action): try await call(bytes, action)
    }
  }

  private mutating func call(_ bytes: [UInt8], _ action: String) async throws {
    guard let session else { return }
    let answer = try await gateway.answer(bytes, session)
    if ["StartTransaction", "StopTransaction", "MeterValues", "TransactionEvent"].contains(action) {
      let frame = try JSONValue(parsing: String(decoding: bytes, as: UTF8.self))
      sent.append((action, frame.elements[3].json))
    }
    try await replayOld(session)
    if chaos.happens(0.01) {
      restarts += 1
      self.session = nil
      try await gateway.restart()
      pending += machine.handle(.disconnected, at: now)
    } else if pending.contains(where: { action in if case .disconnect = action { true } else { false } }) {
      // The station is gone before the answer comes.
    } else {
      pending += machine.handle(.received(answer), at: now)
    }
  }

  /// Something on the way sends an old message once more, out of its order.
  private mutating func replayOld(_ session: Session) async throws {
    while !sent.isEmpty, chaos.happens(0.2) {
      replays += 1
      let old = sent[Int.random(in: sent.indices, using: &chaos)]
      let frame = "[2,\"old-\(replays)-\(now)\",\"\(old.action)\",\(old.payload.text)]"
      _ = try await gateway.answer(Array(frame.utf8), session)
    }
  }
}
