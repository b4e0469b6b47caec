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

  /// Reads a value and checks it against its schema.
  ///
  /// - Parameter reader: stands before the value.
  /// - Throws: ``DecodingStop`` when the reader can't go on; the violations are in the reader.
  static func read(from reader: inout JSONReader) throws(DecodingStop) -> Self
}

extension OCPPEnumeration {
  /// What stands in for a value until it is read.
  public init(placeholder: Void) { self = .unrecognized("") }

  /// Reads a value into this one.
  public mutating func read(from reader: inout JSONReader) throws(DecodingStop) { self = try Self.read(from: &reader) }

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
