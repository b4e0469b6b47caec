import GatewayConformance
import OCPPCodec

/// A line of `--format records`.
struct Record {
  var version: String?
  var direction: String
  var action: String
  /// The payload's bytes, whatever they are.
  var payload: [UInt8]
}

/// Why a line is no record.
struct RecordProblem: Error {
  let message: String

  init(_ message: String) {
    self.message = message
  }
}

/// Reads a record.
///
/// The payload isn't read as JSON text is: whatever bytes the string stands for are the payload, so that a record can
/// hold a malformed one.
struct RecordReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// The record's `id` as it stands in the line, as soon as it was read.
  private(set) var id: UnsafeBufferPointer<UInt8>?

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  mutating func read() throws(RecordProblem) -> Record {
    var version: String?
    var direction: String?
    var action: String?
    var payload: [UInt8]?
    var names: Set<Name> = []
    guard pass(UInt8(ascii: "{")) else { throw RecordProblem("not a JSON object") }
    if !pass(UInt8(ascii: "}")) {
      repeat {
        let name = try name()
        if name != .other, !names.insert(name).inserted { throw RecordProblem("has '\(name.rawValue)' twice") }
        switch name {
        case .id: id = try value()
        case .version: version = try string(name)
        case .direction: direction = try string(name)
        case .action: action = try string(name)
        case .payload: payload = try payloadBytes()
        case .other: _ = try value()
        }
      } while pass(UInt8(ascii: ","))
      guard pass(UInt8(ascii: "}")) else { throw malformed }
    }
    skipWhitespace()
    guard position == bytes.count else { throw malformed }
    guard id != nil else { throw RecordProblem("lacks 'id'") }
    guard let direction else { throw RecordProblem("lacks 'direction'") }
    guard let action else { throw RecordProblem("lacks 'action'") }
    guard let payload else { throw RecordProblem("lacks 'payload'") }
    return Record(version: version, direction: direction, action: action, payload: payload)
  }

  private enum Name: String {
    case id
    case version
    case direction
    case action
    case payload
    case other
  }

  private var malformed: RecordProblem { RecordProblem("not well-formed JSON at byte \(position)") }

  /// Reads a member's name and its colon.
  private mutating func name() throws(RecordProblem) -> Name {
    var reader = JSONReader(UnsafeBufferPointer(rebasing: bytes[position...]), mode: .strict)
    guard let token = try? reader.key() else { throw malformed }
    position += reader.offset
    return switch token.count {
    case 2 where token.equals("id"): .id
    case 7 where token.equals("version"): .version
    case 9 where token.equals("direction"): .direction
    case 6 where token.equals("action"): .action
    case 7 where token.equals("payload"): .payload
    default: .other
    }
  }

  /// Passes a value of any type.
  private mutating func value() throws(RecordProblem) -> UnsafeBufferPointer<UInt8> {
    skipWhitespace()
    var reader = JSONReader(UnsafeBufferPointer(rebasing: bytes[position...]), mode: .strict)
    guard (try? reader.skipValue()) != nil else { throw malformed }
    defer { position += reader.offset }
    return UnsafeBufferPointer(rebasing: bytes[position..<position + reader.offset])
  }

  private mutating func string(_ name: Name) throws(RecordProblem) -> String {
    var reader = JSONReader(UnsafeBufferPointer(rebasing: bytes[position...]), mode: .strict)
    guard let text = try? reader.string() else { throw RecordProblem("'\(name.rawValue)' must be a string") }
    position += reader.offset
    return text
  }

  private mutating func payloadBytes() throws(RecordProblem) -> [UInt8] {
    skipWhitespace()
    var escaped = EscapedBytes(bytes, from: position)
    guard let payload = escaped.read() else {
      throw RecordProblem("'payload' must be a string: the payload's text, escaped")
    }
    position = escaped.position
    return payload
  }

  /// Passes a byte, white space before it allowed.
  private mutating func pass(_ byte: UInt8) -> Bool {
    skipWhitespace()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipWhitespace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }
}
