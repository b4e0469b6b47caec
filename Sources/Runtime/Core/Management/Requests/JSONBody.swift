package import OCPPCodec

/// A request's JSON object.
///
/// Read twice: by jansson, which finds mistakes and their line and column, and by the messages' own reader, which keeps
/// each member's very text, so that numbers reach a station with the digits they were written with.
package struct JSONBody {
  /// How deep arrays and objects may lie within each other: less than all who read it later can take.
  package static let maximumDepth = 100

  /// The members as values.
  package let value: JSONValue
  /// The members as text, in order.
  package let members: [(name: String, value: RawJSON)]

  /// - Throws: ``APIError`` when it is no JSON object.
  package init(_ bytes: [UInt8]) throws(APIError) {
    guard !bytes.isEmpty else { throw Self.malformed("the request needs a body: a JSON object") }
    if let place = Self.tooDeep(bytes) {
      throw Self.malformed(
        "the body is nested deeper than \(Self.maximumDepth) levels at line \(place.line), column \(place.column)",
        line: place.line, column: place.column)
    }
    do {
      value = try bytes.withUnsafeBytes { buffer in
        Result { () throws(JSONSyntaxError) in try JSONValue(parsing: buffer) }
      }.get()
    } catch {
      throw Self.malformed(
        "the body is not JSON: \(error.description.escapedForPeople)", line: error.line, column: error.column)
    }
    guard case .object = value else {
      throw APIError(APIViolation("", .type, "the body must be a JSON object"))
    }
    guard let members = bytes.withUnsafeBufferPointer(Self.members) else {
      throw Self.malformed("the body has an escape or a number that JSON doesn't allow")
    }
    self.members = members
  }

  /// A member's text.
  package subscript(name: String) -> RawJSON? { members.first { $0.name == name }?.value }

  private static func malformed(_ message: String, line: Int? = nil, column: Int? = nil) -> APIError {
    var data: [(name: String, value: APIValue)] = []
    if let line, let column {
      data = [(name: "line", value: .integer(line)), (name: "column", value: .integer(column))]
    }
    let violation = APIViolation("", .wellFormed, message)
    data.append((name: "violations", value: .array([violation.value])))
    return APIError(.badRequest, message, data: .object(data))
  }

  private static func members(_ bytes: UnsafeBufferPointer<UInt8>) -> [(name: String, value: RawJSON)]? {
    var members: [(name: String, value: RawJSON)] = []
    var reader = JSONReader(bytes, mode: .strict)
    do {
      guard try reader.beginObject() == .member else { return members }
      repeat {
        let name = try reader.key().text
        members.append((name, try reader.rawValue()))
      } while try reader.nextMember()
      return members
    } catch {
      return nil
    }
  }

  /// Where brackets lie too deep: looked for before a parser recurses into them.
  private static func tooDeep(_ bytes: [UInt8]) -> (line: Int, column: Int)? {
    var depth = 0
    var line = 1
    var lineBegin = 0
    var isInString = false
    var isEscaped = false
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "\n") {
        line += 1
        lineBegin = index + 1
      }
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        if depth > maximumDepth { return (line, index - lineBegin + 1) }
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
    return nil
  }
}
