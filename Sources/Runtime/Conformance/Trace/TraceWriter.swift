package import OCPPCodec

/// Writes records of open-ocpp-trace 1.1.
package enum TraceWriter {
  /// The version of the format.
  package static let schemaVersion = "1.1"

  /// Writes a frame.
  ///
  /// - Parameters:
  ///   - frame: what is known of it.
  ///   - facts: what it is.
  ///   - latency: of an answer of the gateway, nanoseconds since its CALL was received.
  ///   - gateway: the name of the process.
  package static func write(
    _ frame: TraceFrame, _ facts: FrameFacts, latency: Int64? = nil, gateway: String? = nil, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.member("schemaVersion", schemaVersion)
    writer.member("timestamp", DateTime(millisecondsSinceEpoch: frame.at ?? 0).description)
    writer.member("ocppVersion", frame.version?.rawValue)
    writer.member("transport", "json")
    writer.member("chargePointId", frame.station)
    writer.member("direction", (frame.direction ?? .fromStation).rawValue)
    // The format has no type for what is no frame; `raw` and the verdict tell.
    writer.member("messageType", facts.type == 3 ? "CALLRESULT" : facts.type == 4 ? "CALLERROR" : "CALL")
    writer.member("messageId", facts.id)
    writer.member(
      "action", facts.action?.name ?? facts.unknownAction ?? (facts.type == 3 || facts.type == 4 ? nil : ""))
    if let range = facts.payload { payload(Array(frame.frame[range]), to: &writer) }
    if facts.type == 4 { error(frame.frame, to: &writer) }
    writer.member("raw", String(decoding: frame.frame, as: UTF8.self))
    writer.member("meta") { writer in
      writer.beginObject()
      writer.member("gateway", gateway)
      writer.member("epoch", frame.epoch)
      writer.member("verdict", verdict(facts))
      if !facts.violations.isEmpty { violations(facts.violations, to: &writer) }
      if let malformed = facts.malformed { writer.member("reason", malformed) }
      if let latency { writer.member("latencyMs") { $0.number(milliseconds(latency)) } }
      writer.endObject()
    }
    writer.endObject()
  }

  /// `conforms`, `violates`, `malformed`, or `unjudged` for an answer that nothing says anything of.
  package static func verdict(_ facts: FrameFacts) -> String {
    if facts.malformed != nil || facts.type == nil { return "malformed" }
    return facts.conforms.map { $0 ? "conforms" : "violates" } ?? "unjudged"
  }

  private static func payload(_ bytes: [UInt8], to writer: inout JSONWriter) {
    writer.member("payload") { writer in
      bytes.withUnsafeBufferPointer { writer.verbatim($0) }
      writer.verbatim(",")
    }
  }

  private static func error(_ frame: [UInt8], to writer: inout JSONWriter) {
    guard case .array(let elements)? = frame.withUnsafeBufferPointer({ try? JSONTreeParser.parse($0).tree }) else {
      return
    }
    writer.member("error") { writer in
      writer.beginObject()
      for (index, name) in ["code", "description", "details"].enumerated() where elements.count > index + 2 {
        writer.member(name) { elements[index + 2].encode(to: &$0) }
      }
      writer.endObject()
    }
  }

  /// So many that one sees what is wrong; validation of the recording finds them all.
  private static func violations(_ violations: [Violation], to writer: inout JSONWriter) {
    writer.member("violations") { writer in
      writer.array(Array(violations.prefix(10))) { writer, violation in
        writer.beginObject()
        writer.member("pointer", violation.pointer)
        writer.member("keyword", violation.keyword.rawValue)
        writer.member("member", violation.member)
        writer.endObject()
      }
    }
  }

  private static func milliseconds(_ nanoseconds: Int64) -> DecimalNumber {
    DecimalNumber(Double(nanoseconds / 1000) / 1000) ?? 0
  }
}
