/// A reply of Redis (RESP2).
package enum RESPValue: Sendable, Hashable {
  case null
  case integer(Int64)
  /// A bulk string: any bytes.
  case string([UInt8])
  /// A simple string, such as `OK`.
  case status(String)
  /// An error, with its code as the first word.
  case error(String)
  case array([RESPValue])

  /// The bytes of a bulk or simple string; nil for anything else.
  package var bytes: [UInt8]? {
    switch self {
    case .string(let bytes): bytes
    case .status(let text): Array(text.utf8)
    default: nil
    }
  }

  /// A string's text, repaired where it isn't UTF-8; an integer's digits.
  package var text: String? {
    switch self {
    case .string(let bytes): String(decoding: bytes, as: UTF8.self)
    case .status(let text): text
    case .integer(let value): String(value)
    default: nil
    }
  }

  /// An integer, or a string that is the text of one.
  package var integer: Int64? {
    switch self {
    case .integer(let value): value
    case .string, .status: text.flatMap { Int64($0) }
    default: nil
    }
  }

  /// An array's elements; nil for anything else.
  package var array: [RESPValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  package var isNull: Bool { self == .null }
}
