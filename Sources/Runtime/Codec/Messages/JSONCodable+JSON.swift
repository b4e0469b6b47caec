extension Array where Element: JSONCodable {
  /// The values as a JSON array.
  public var json: RawJSON {
    var writer = JSONWriter()
    writer.array(self) { writer, element in element.encode(to: &writer) }
    return RawJSON(wellFormed: writer.text)
  }
}

extension JSONCodable {
  /// The value as JSON.
  public var json: RawJSON {
    var writer = JSONWriter()
    encode(to: &writer)
    return RawJSON(wellFormed: writer.text)
  }
}
