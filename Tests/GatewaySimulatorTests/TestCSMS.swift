@testable import GatewaySimulator
import OCPP16
import OCPPCodec

/// A CSMS of OCPP 1.6 in memory, with a station in virtual time: what one does the other sees at once.
struct TestCSMS {
  var station: StationStateMachine
  private(set) var now: Int64
  /// CALLs of the station, in order.
  private(set) var calls: [StartedCall] = []
  private(set) var replies: [JSONValue] = []
  private(set) var records: [StationRecord] = []
  private(set) var connections = 0
  private(set) var isConnected = false
  /// Whether connections come about.
  var isReachable = true
  /// What CALLs are answered; nil: not at all.
  var answer: (StartedCall, inout TestCSMS) -> RawJSON? = { call, csms in csms.ordinaryAnswer(call) }
  private var nextTransaction = 100
  private var commandCount = 0

  struct StartedCall {
    let id: String
    let action: String
    let payload: JSONValue
    let at: Int64
  }

  static let begin: Int64 = 1_773_446_400_000

  init(_ group: StationGroup = StationGroup(), seed: UInt64 = 1, speed: Double = 1) {
    now = Self.begin
    let identity = StationIdentity(id: group.stationIDs[0], group: group, seed: seed)
    station = StationStateMachine(identity, at: now, speed: speed)
  }

  mutating func powerOn() { take(.powerOn) }

  /// Lets time pass.
  mutating func run(seconds: Int64) {
    let end = now + seconds * 1000
    while let next = station.nextDeadline, next <= end {
      now = max(now, next)
      take(.wake)
    }
    now = end
  }

  mutating func breakConnection() {
    isConnected = false
    take(.disconnected)
  }

  mutating func windDown() { take(.windDown) }

  /// Sends a command and gives the answer's payload, or the CALLERROR's code.
  @discardableResult
  mutating func send(_ action: String, _ payload: String = "{}") -> JSONValue? {
    commandCount += 1
    let before = replies.count
    take(.received(Array("[2,\"c\(commandCount)\",\"\(action)\",\(payload)]".utf8)))
    guard replies.count > before else { return nil }
    return replies[before].elements[2]
  }

  func calls(_ action: String) -> [StartedCall] { calls.filter { $0.action == action } }

  var entries: [TransactionEntry] {
    records.compactMap { record in if case .transaction(let entry) = record { entry } else { nil } }
  }

  var contradictions: [String] {
    records.compactMap { record in if case .contradiction(let text) = record { text } else { nil } }
  }

  var time: String { DateTime(millisecondsSinceEpoch: now).description }

  mutating func ordinaryAnswer(_ call: StartedCall) -> RawJSON {
    switch call.action {
    case "BootNotification":
      return BootNotificationResponse(
        status: .accepted, currentTime: DateTime(millisecondsSinceEpoch: now), interval: 3600
      ).json
    case "Authorize": return AuthorizeResponse(idTagInfo: IdTagInfo(status: .accepted)).json
    case "StartTransaction":
      nextTransaction += 1
      return StartTransactionResponse(idTagInfo: IdTagInfo(status: .accepted), transactionId: nextTransaction).json
    case "Heartbeat": return HeartbeatResponse(currentTime: DateTime(millisecondsSinceEpoch: now)).json
    default: return .emptyObject
    }
  }

  private mutating func take(_ event: StationEvent) {
    var pending = station.handle(event, at: now)
    while !pending.isEmpty {
      let action = pending.removeFirst()
      switch action {
      case .connect:
        connections += 1
        isConnected = isReachable
        pending += station.handle(isReachable ? .connected : .disconnected, at: now)
      case .disconnect: isConnected = false
      case .reply(let bytes):
        if let frame = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self)) { replies.append(frame) }
      case .record(let record): records.append(record)
      case .call(let bytes, _):
        guard let frame = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self)) else { continue }
        let call = StartedCall(
          id: frame.elements[1].string ?? "", action: frame.elements[2].string ?? "", payload: frame.elements[3],
          at: now)
        calls.append(call)
        // Cut off before the answer: then it is lost.
        let isLost = pending.contains { action in if case .disconnect = action { true } else { false } }
        let respond = answer
        guard let payload = respond(call, &self), !isLost else { continue }
        let text = payload.text.first == "[" ? payload.text : "[3,\"\(call.id)\",\(payload.text)]"
        pending += station.handle(.received(Array(text.utf8)), at: now)
      }
    }
  }
}
