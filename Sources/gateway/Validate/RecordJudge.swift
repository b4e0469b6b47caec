import GatewayCore
import OCPP16
import OCPP201
import OCPPCodec

/// Judges records: a payload with what it is said to be.
struct RecordJudge: LineJudge {
  /// For records that name none.
  let version: OCPPVersion?
  /// What comes before the number of a line in an error.
  let place: String

  mutating func judge(_ line: InputLine, _ writer: inout JSONWriter) -> LineVerdict {
    guard let bytes = line.bytes else {
      return unusable(line, id: nil, RecordProblem("longer than \(InputLines.maximumLength) bytes"), &writer)
    }
    var reader = RecordReader(bytes)
    do {
      let record = try reader.read()
      let message = try message(record)
      let violations = record.payload.withUnsafeBufferPointer { message.report($0).violations }
      writer.beginObject()
      writer.member("id", verbatim: reader.id)
      writer.member("valid", violations.isEmpty)
      if !violations.isEmpty { writer.violations(violations) }
      writer.endObject()
      return violations.isEmpty ? .conforms : .violates
    } catch {
      return unusable(line, id: reader.id, error, &writer)
    }
  }

  private func message(_ record: Record) throws(RecordProblem) -> MessageDescriptor {
    let (action, kind) = try action(record)
    return kind == .request ? action.request : action.response
  }

  /// What a record is said to be.
  func action(_ record: Record) throws(RecordProblem) -> (ActionDescriptor, PayloadKind) {
    let version: OCPPVersion
    if let text = record.version {
      guard let known = OCPPVersion(rawValue: text) else {
        throw RecordProblem("'version' must be \"1.6\" or \"2.0.1\", not \"\(text.escapedForPeople(limit: 32))\"")
      }
      version = known
    } else if let known = self.version {
      version = known
    } else {
      throw RecordProblem("lacks 'version'")
    }
    let catalog: MessageCatalog = version == .v16 ? .v16 : .v201
    guard let action = catalog.action(named: record.action) else {
      throw RecordProblem("OCPP \(version.rawValue) has no action '\(record.action.escapedForPeople(limit: 64))'")
    }
    switch record.direction {
    case "request": return (action, .request)
    case "response": return (action, .response)
    default:
      let text = record.direction.escapedForPeople(limit: 32)
      throw RecordProblem("'direction' must be \"request\" or \"response\", not \"\(text)\"")
    }
  }

  private func unusable(
    _ line: InputLine,
    id: UnsafeBufferPointer<UInt8>?,
    _ problem: RecordProblem,
    _ writer: inout JSONWriter
  ) -> LineVerdict {
    writer.beginObject()
    writer.member("id", verbatim: id)
    writer.member("valid", false)
    writer.member("error", "\(place)line \(line.number): \(problem.message)")
    writer.endObject()
    return .unusable
  }
}
