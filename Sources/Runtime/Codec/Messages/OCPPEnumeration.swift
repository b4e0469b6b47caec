/// A list of values that a schema allows, which keeps a value it doesn't know.
public protocol OCPPEnumeration: JSONCodable, CustomStringConvertible {
  /// The schema's values.
  static var knownValues: [Self] { get }

  /// Keeps a value that the schema doesn't have.
  static func unrecognized(_ text: String) -> Self

  /// The value with these bytes; nil if the schema has none.
  static func match(_ token: JSONToken) -> Self?

  /// The value's text.
  var text: String { get }
}

extension OCPPEnumeration {
  /// A value from its text, compared by bytes.
  public init(text: String) {
    var copy = text
    let known = copy.withUTF8 { bytes in
      bytes.baseAddress.flatMap { Self.match(JSONToken(start: $0, count: bytes.count)) }
    }
    self = known ?? .unrecognized(text)
  }

  /// The value's text.
  public var description: String { text }
}
