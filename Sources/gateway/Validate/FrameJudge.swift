import OCPP16
import OCPP201
import OCPPCodec

/// Judges OCPP-J frames; responses by the request with their id.
struct FrameJudge: LineJudge {
  /// Nil when each frame's action tells.
  private let version: OCPPVersion?
  private let place: String
  private var requests = OutstandingRequests()

  /// - Parameters:
  ///   - version: the frames' version; nil when each action tells, 1.6 where two versions have it.
  ///   - place: what comes before the number of a line in an error.
  init(version: OCPPVersion?, place: String) {
    self.version = version
    self.place = place
  }

  mutating func judge(_ line: InputLine, _ writer: inout JSONWriter) -> LineVerdict {
    guard let bytes = line.bytes else {
      writer.beginObject()
      writer.member("line", line.number)
      writer.member("valid", false)
      writer.member("error", "\(place)line \(line.number): longer than \(InputLines.maximumLength) bytes")
      writer.endObject()
      return .unusable
    }
    let answer = answer(bytes)
    writer.beginObject()
    writer.member("line", line.number)
    switch answer.verdict {
    case .unjudged: writer.member("valid", RawJSON.null)
    default: writer.member("valid", answer.verdict == .conforms)
    }
    writer.member("type", answer.type)
    writer.member("id", answer.id)
    writer.member("action", answer.action)
    writer.member("reason", answer.reason)
    if let problem = answer.malformed {
      let code: CallErrorCode = version == .v201 ? .rpcFrameworkError : .formationViolation
      writer.member("violations") { writer in
        writer.beginArray()
        writer.violation("", .wellFormed, code, problem)
        writer.endArray()
      }
    } else {
      writer.violations(answer.violations)
    }
    writer.endObject()
    return answer.verdict
  }

  /// What is said of a frame.
  private struct Answer {
    var verdict: LineVerdict
    var type: Int?
    var id: String?
    var action: String?
    /// Why it can't be judged, or is wrong for more than its payload.
    var reason: String?
    var violations: [Violation] = []
    /// What is wrong with what is no frame.
    var malformed: String?
  }

  private mutating func answer(_ bytes: UnsafeBufferPointer<UInt8>) -> Answer {
    switch frame(bytes) {
    case .call(let call):
      requests.insert(call.action, id: call.id)
      return judged(2, call.id, call.action, violations: call.violations)
    case .unknownAction(let id, let name):
      let reason = "not an action of OCPP \(version.map(\.rawValue) ?? "1.6 or 2.0.1")"
      return Answer(verdict: .violates, type: 2, id: id, action: name, reason: reason)
    case .result(let id, let payload):
      guard let action = requests.remove(id: id) else { return unmatched(3, id) }
      let report = action.response.report(UnsafeBufferPointer(rebasing: bytes[payload]))
      return judged(3, id, action, violations: report.violations)
    case .error(let id, _):
      guard let action = requests.remove(id: id) else { return unmatched(4, id) }
      return judged(4, id, action, violations: [])
    case .unsupportedType(let id, let type):
      return Answer(verdict: .violates, type: type, id: id, reason: "neither CALL, CALLRESULT nor CALLERROR")
    case .malformed(let id, _, let reason):
      return Answer(verdict: .violates, id: id, malformed: reason)
    }
  }

  private func judged(_ type: Int, _ id: String, _ action: ActionDescriptor, violations: [Violation]) -> Answer {
    Answer(
      verdict: violations.isEmpty ? .conforms : .violates, type: type, id: id, action: action.name,
      violations: violations)
  }

  private func unmatched(_ type: Int, _ id: String) -> Answer {
    Answer(verdict: .unjudged, type: type, id: id, reason: "no earlier request has this id")
  }

  /// Reads a frame as one of its version.
  private func frame(_ bytes: UnsafeBufferPointer<UInt8>) -> InboundFrame {
    let frame = FrameReader(version == .v201 ? .v201 : .v16).read(bytes)
    guard version == nil, case .unknownAction(_, let name) = frame,
      MessageCatalog.v201.action(named: name) != nil
    else {
      return frame
    }
    return FrameReader(.v201).read(bytes)
  }
}

extension InboundCall {
  /// What is wrong with the payload.
  fileprivate var violations: [Violation] {
    switch payload {
    case .success: []
    case .failure(let violations): violations.violations
    }
  }
}
