/// JSON that the SDK itself writes.
enum JSONText {
  static func object(_ members: KeyValuePairs<String, String>) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, value) in members { writer.member(name, value) }
    writer.endObject()
    return writer.text
  }
}
