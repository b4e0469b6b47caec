/// A list of allowed strings.
struct EnumerationModel {
  /// A value and the Swift case that stands for it.
  struct Case {
    var value: String
    var name: String
  }

  /// The Swift type's name.
  var name: String
  /// The file and pointer of the first schema that has it.
  var origin: SchemaNode
  /// Names of the messages that use it.
  var users: Set<String>
  /// In the schema's order.
  var cases: [Case]
  var documentation: String?
}
