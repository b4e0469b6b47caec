/// An object of a schema.
struct StructureModel {
  /// The Swift type's name.
  var name: String
  /// The file and pointer of the first schema that has it.
  var origin: SchemaNode
  /// Names of the messages that use it.
  var users: Set<String>
  /// In the schema's order.
  var properties: [PropertyModel]
  /// Whether members beyond the properties are allowed.
  var isOpen: Bool
  var documentation: String?
}

/// A property of an object.
struct PropertyModel {
  /// As in JSON.
  var name: String
  var type: TypeModel
  var isRequired: Bool
  var documentation: String?
}

/// What a value may be.
indirect enum TypeModel: Equatable {
  case string(maxLength: Int?)
  case dateTime
  case uri(maxLength: Int?)
  case integer(minimum: Int?, maximum: Int?)
  case number(minimum: Int?, maximum: Int?, multipleOf: String?)
  case boolean
  case any
  case enumeration(String)
  case structure(String)
  case array(TypeModel, minItems: Int?, maxItems: Int?)
}
