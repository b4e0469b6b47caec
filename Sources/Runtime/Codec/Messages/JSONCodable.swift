/// A type that the generator made from a schema.
public protocol JSONCodable: Sendable, Hashable {
  /// What stands in for a value until it is read.
  init(placeholder: Void)

  /// Reads a value into this one, a placeholder, and checks it against its schema.
  ///
  /// - Parameter reader: stands before the value.
  /// - Throws: ``DecodingStop`` when the reader can't go on; the violations are in the reader.
  mutating func read(from reader: inout JSONReader) throws(DecodingStop)

  /// Writes the value, members in the schema's order, absent ones omitted.
  func encode(to writer: inout JSONWriter)
}
