package import GatewayCore
package import OCPPCodec

/// What a frame is, once it is seen among those before it.
package struct FrameFacts: Sendable {
  /// 2, 3 or 4; nil for what is no frame or of another type.
  package var type: Int?
  package var id: String?
  package var version: OCPPVersion
  /// Of a CALL, or of the CALL that an answer answers; nil when it isn't known.
  package var action: ActionDescriptor?
  /// What the frame calls its action, when no version has it.
  package var unknownAction: String?
  /// What the payload breaks.
  package var violations: [Violation] = []
  /// What is wrong with what is no frame.
  package var malformed: String?
  /// The rules of OCPP-J that the frame breaks.
  package var breaches: [RPCBreach] = []
  /// Where the payload stands in the frame.
  package var payload: Range<Int>?
  /// Of an answer: milliseconds since its CALL; nil when that isn't known.
  package var latency: Int64?
  /// The code of a CALLERROR.
  package var errorCode: String?
  /// The payload of a CALL that conforms.
  package var message: (any OCPPMessage)?

  init(version: OCPPVersion) {
    self.version = version
  }

  /// Which of its action's payloads it carries.
  package var kind: PayloadKind { type == 2 ? .request : .response }

  /// Whether nothing is wrong with it; nil for an answer that nothing says anything of.
  package var conforms: Bool? {
    if malformed != nil || unknownAction != nil || !violations.isEmpty || type == nil { return false }
    return action == nil ? nil : true
  }
}

/// A rule of OCPP-J that a frame breaks.
package enum RPCBreach: String, Sendable, Hashable, CaseIterable, Codable {
  /// No JSON, or no frame.
  case malformedFrame = "malformed frame"
  case unknownMessageType = "unknown message type"
  case unknownAction = "unknown action"
  /// A CALL of an action that only the other side may send.
  case wrongSender = "CALL of the other side's action"
  /// A CALL before the one before it was answered (SHALL NOT in 2.0.1, SHOULD NOT in 1.6).
  case concurrentCall = "CALL while another is outstanding"
  /// The id of a CALL that isn't answered yet, with other content.
  case reusedID = "message id used again"
  /// An answer to a CALL that nobody sent, or that was answered before.
  case unexpectedAnswer = "answer never asked for"
  /// A CALLERROR with a code that the version doesn't have.
  case unknownErrorCode = "unknown error code"
  /// A CALLERROR's description of more than 255 characters.
  case longDescription = "error description too long"
}

/// The frames of one station's connection, in order: which answers which, and which rules they break.
package struct FrameAccount: Sendable {
  /// A CALL's id, and which way it went; without a direction all are of one kind.
  private struct Key: Hashable {
    var id: String
    var direction: TraceDirection
  }

  private struct Outstanding {
    var action: ActionDescriptor?
    var version: OCPPVersion
    var at: Int64?
    var digest: Int
    var sequence: Int
  }

  /// How many CALLs may be outstanding; the oldest are taken for unanswered then.
  private let capacity: Int
  private let fallback: OCPPVersion?
  private var outstanding: [Key: Outstanding] = [:]
  /// How many of them went each way.
  private var counts: [TraceDirection: Int] = [:]
  private var ring: [Key] = []
  private var sequence = 0
  /// CALLs that will not be answered any more, by action.
  package private(set) var unanswered: [String: Int] = [:]

  /// - Parameters:
  ///   - version: the version of frames that don't say theirs; nil when their actions tell.
  ///   - capacity: how many CALLs may be outstanding.
  package init(version: OCPPVersion?, capacity: Int = 65_536) {
    fallback = version
    self.capacity = capacity
  }

  /// All CALLs without an answer, by action, if nothing comes any more.
  package var unansweredAtEnd: [String: Int] {
    outstanding.values.reduce(into: unanswered) { $0[$1.action?.name ?? "other", default: 0] += 1 }
  }

  /// The connection ended: what is outstanding stays so.
  package mutating func disconnect() {
    unanswered = unansweredAtEnd
    outstanding = [:]
    counts = [:]
    ring = []
    sequence = 0
  }

  /// Takes the next frame.
  ///
  /// - Parameters:
  ///   - bytes: its text.
  ///   - direction: nil when the recording doesn't say.
  ///   - at: milliseconds since the epoch; nil when the recording doesn't say.
  ///   - version: nil when the recording doesn't say.
  package mutating func take(
    _ bytes: UnsafeBufferPointer<UInt8>, direction: TraceDirection? = nil, at: Int64? = nil, version: OCPPVersion? = nil
  ) -> FrameFacts {
    let known = version ?? fallback
    let (frame, actual) = Self.read(bytes, known)
    var facts = FrameFacts(version: actual)
    switch frame {
    case .call(let call):
      facts.type = 2
      facts.id = call.id
      facts.action = call.action
      facts.payload = call.range
      switch call.payload {
      case .success(let message): facts.message = message
      case .failure(let violations): facts.violations = violations.violations
      }
      if let direction, !call.action.mayGo(direction == .fromStation ? .inbound : .outbound) {
        facts.breaches.append(.wrongSender)
      }
      note(call.id, call.action, direction, at, bytes, &facts)
    case .unknownAction(let id, let name):
      facts.type = 2
      facts.id = id
      facts.unknownAction = name
      facts.breaches.append(.unknownAction)
      note(id, nil, direction, at, bytes, &facts)
    case .result(let id, let payload):
      facts.type = 3
      facts.id = id
      facts.payload = payload
      guard let request = answered(id, direction, at, &facts), let action = request.action else { return facts }
      let text = UnsafeBufferPointer(rebasing: bytes[payload])
      do {
        facts.message = try action.response.decode(text)
      } catch {
        facts.violations = error.violations
      }
    case .error(let id, let error):
      facts.type = 4
      facts.id = id
      facts.errorCode = error.code.rawValue
      if !Self.codes(actual).contains(error.code.rawValue) { facts.breaches.append(.unknownErrorCode) }
      if error.description.unicodeScalars.count > FrameWriter.maximumDescriptionLength {
        facts.breaches.append(.longDescription)
      }
      // An id that couldn't be read is answered by "-1".
      if id != "-1" { _ = answered(id, direction, at, &facts) }
    case .unsupportedType(let id, _):
      facts.id = id
      facts.breaches.append(.unknownMessageType)
    case .malformed(let id, _, let reason):
      facts.id = id
      facts.malformed = reason
      facts.breaches.append(.malformedFrame)
    }
    return facts
  }

  private mutating func note(
    _ id: String, _ action: ActionDescriptor?, _ direction: TraceDirection?, _ at: Int64?,
    _ bytes: UnsafeBufferPointer<UInt8>, _ facts: inout FrameFacts
  ) {
    let key = Key(id: id, direction: direction ?? .fromStation)
    if direction != nil, counts[key.direction, default: 0] > 0 { facts.breaches.append(.concurrentCall) }
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    let digest = hasher.finalize()
    if let earlier = remove(key) {
      // The same again is a retry.
      if earlier.digest != digest { facts.breaches.append(.reusedID) }
      unanswered[earlier.action?.name ?? "other", default: 0] += 1
    }
    let slot = sequence % capacity
    if slot < ring.count {
      if outstanding[ring[slot]]?.sequence == sequence - capacity, let oldest = remove(ring[slot]) {
        unanswered[oldest.action?.name ?? "other", default: 0] += 1
      }
      ring[slot] = key
    } else {
      ring.append(key)
    }
    outstanding[key] = Outstanding(
      action: action, version: facts.version, at: at, digest: digest, sequence: sequence)
    counts[key.direction, default: 0] += 1
    sequence += 1
  }

  private mutating func remove(_ key: Key) -> Outstanding? {
    guard let removed = outstanding.removeValue(forKey: key) else { return nil }
    counts[key.direction, default: 0] -= 1
    return removed
  }

  private mutating func answered(
    _ id: String, _ direction: TraceDirection?, _ at: Int64?, _ facts: inout FrameFacts
  ) -> Outstanding? {
    guard let request = remove(Key(id: id, direction: direction?.opposite ?? .fromStation)) else {
      facts.breaches.append(.unexpectedAnswer)
      return nil
    }
    facts.action = request.action
    facts.version = request.version
    if let at, let begin = request.at { facts.latency = at - begin }
    return request
  }

  private static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ version: OCPPVersion?
  ) -> (InboundFrame, OCPPVersion) {
    guard version != .v201 else { return (reader201.read(bytes), .v201) }
    let frame = reader16.read(bytes)
    guard version == nil, case .unknownAction(_, let name) = frame,
      MessageCatalog.of(.v201).action(named: name) != nil
    else { return (frame, .v16) }
    return (reader201.read(bytes), .v201)
  }

  private static let reader16 = FrameReader(.of(.v16))
  private static let reader201 = FrameReader(.of(.v201))

  private static func codes(_ version: OCPPVersion) -> Set<String> { version == .v16 ? codes16 : codes201 }

  private static let common: Set<String> = [
    "NotImplemented", "NotSupported", "InternalError", "ProtocolError", "SecurityError", "PropertyConstraintViolation",
    "TypeConstraintViolation", "GenericError",
  ]
  // The specification of 1.6 spells it with one r; the right spelling is taken too.
  private static let codes16 = common.union([
    "FormationViolation", "OccurenceConstraintViolation", "OccurrenceConstraintViolation",
  ])
  private static let codes201 = common.union([
    "FormatViolation", "FormationViolation", "MessageTypeNotSupported", "OccurrenceConstraintViolation",
    "RpcFrameworkError",
  ])
}
