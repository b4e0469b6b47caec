import OCPPCodec

/// Reads records of open-ocpp-trace 1.x.
///
/// Unknown members are ignored, as the format has it. The frame is what `raw` says; where that is absent, it is put
/// together from the parts.
package struct TraceReader {
  private var raw: Range<Int>?
  private var payload: Range<Int>?
  private var error: Range<Int>?
  private var messageType: String?
  private var messageID: Range<Int>?
  private var action: Range<Int>?
  private var result = TraceFrame(frame: [])

  private init() {}

  /// Reads a record.
  ///
  /// - Parameter line: a line of the trace.
  /// - Throws: ``TraceProblem``
  package static func read(_ line: UnsafeBufferPointer<UInt8>) throws(TraceProblem) -> TraceFrame {
    var reader = TraceReader()
    try reader.readMembers(of: line)
    return try reader.frame(of: line)
  }

  private mutating func readMembers(of line: UnsafeBufferPointer<UInt8>) throws(TraceProblem) {
    var json = JSONReader(line, mode: .strict)
    do {
      guard try json.beginObject() == .member else { throw TraceProblem("an empty object") }
      repeat { try readMember(&json) } while try json.nextMember()
      try json.finish()
    } catch let problem as TraceProblem {
      throw problem
    } catch {
      throw TraceProblem("not a JSON object, or not well formed at byte \(json.offset)")
    }
  }

  private mutating func readMember(_ json: inout JSONReader) throws {
    let key = try json.key()
    switch key.count {
    case 3 where key.equals("raw"): raw = try Self.skip(&json)
    case 5 where key.equals("error"): error = try Self.skip(&json)
    case 6 where key.equals("action"): action = try Self.skip(&json)
    case 7 where key.equals("payload"): payload = try Self.skip(&json)
    case 9 where key.equals("messageId"): messageID = try Self.skip(&json)
    case 9 where key.equals("timestamp"):
      let time = try json.dateTime()
      result.at = time.millisecondsSinceEpoch
    case 9 where key.equals("transport"):
      guard try json.string() == "json" else { throw TraceProblem("only the transport json is known") }
    case 9 where key.equals("direction"):
      let text = try json.string()
      guard let direction = TraceDirection(rawValue: text) else {
        throw TraceProblem("'direction' must be cp-to-csms or csms-to-cp")
      }
      result.direction = direction
    case 11 where key.equals("ocppVersion"):
      let text = try json.string()
      result.version = OCPPVersion(rawValue: text) ?? OCPPVersion(subprotocol: text)
    case 11 where key.equals("messageType"): messageType = try json.string()
    case 13 where key.equals("chargePointId"): result.station = try json.string()
    case 13 where key.equals("schemaVersion"):
      let text = try json.string()
      guard text.hasPrefix("1.") else {
        throw TraceProblem("version \(text.escapedForPeople(limit: 16)) of the format is not known, only 1.x")
      }
    case 4 where key.equals("meta"): try readMeta(&json)
    default: try json.skipValue()
    }
  }

  private mutating func readMeta(_ json: inout JSONReader) throws(DecodingStop) {
    guard try json.beginObject() == .member else { return }
    repeat {
      let key = try json.key()
      if key.count == 5, key.equals("epoch") { result.epoch = try json.integer() } else { try json.skipValue() }
    } while try json.nextMember()
  }

  private static func skip(_ json: inout JSONReader) throws(DecodingStop) -> Range<Int> {
    // What comes before the value is white space, which the reader of the value passes.
    let begin = json.offset
    try json.skipValue()
    return begin..<json.offset
  }

  private func frame(of line: UnsafeBufferPointer<UInt8>) throws(TraceProblem) -> TraceFrame {
    var result = result
    guard let messageType else { throw TraceProblem("lacks 'messageType'") }
    guard ["CALL", "CALLRESULT", "CALLERROR"].contains(messageType) else {
      throw TraceProblem("'messageType' must be CALL, CALLRESULT or CALLERROR")
    }
    guard result.direction != nil else { throw TraceProblem("lacks 'direction'") }
    if let raw {
      guard let frame = Self.text(line, raw) else { throw TraceProblem("'raw' must be a string") }
      result.frame = frame
    } else {
      result.frame = try assembled(messageType, line)
    }
    return result
  }

  private static func text(_ line: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [UInt8]? {
    var start = range.lowerBound
    while start < range.upperBound, line[start] <= 0x20 { start += 1 }
    var escaped = EscapedBytes(line, from: start)
    return escaped.read()
  }

  private func assembled(_ type: String, _ line: UnsafeBufferPointer<UInt8>) throws(TraceProblem) -> [UInt8] {
    func part(_ range: Range<Int>?) -> [UInt8] { range.map { Array(line[$0]) } ?? Array("null".utf8) }
    let id = part(messageID)
    switch type {
    case "CALL":
      guard action != nil else { throw TraceProblem("lacks 'action', which a CALL must have") }
      return Array("[2,".utf8) + id + [0x2C] + part(action) + [0x2C] + part(payload) + [0x5D]
    case "CALLRESULT": return Array("[3,".utf8) + id + [0x2C] + part(payload) + [0x5D]
    default:
      guard let error, let tree = try? JSONTreeParser.parse(UnsafeBufferPointer(rebasing: line[error])).tree else {
        throw TraceProblem("lacks 'error', which a CALLERROR must have")
      }
      let rest: [JSONTree] = [
        tree["code"] ?? .string(""), tree["description"] ?? .string(""), tree["details"] ?? .object([]),
      ]
      return Array("[4,".utf8) + id + [0x2C] + rest.map(\.bytes).joined(separator: [0x2C]) + [0x5D]
    }
  }
}
