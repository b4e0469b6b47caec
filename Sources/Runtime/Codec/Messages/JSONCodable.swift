/// A type that the generator made from a schema.
public protocol JSONCodable: Sendable, Hashable {
  /// Reads a value and checks it against its schema.
  ///
  /// - Parameter reader: stands before the value.
  /// - Throws: ``DecodingStop`` when the reader can't go on; the violations are in the reader.
  static func read(from reader: inout JSONReader) throws(DecodingStop) -> Self

  /// Writes the value, members in the schema's order, absent ones omitted.
  func encode(to writer: inout JSONWriter)
}
