import OCPPCodec

/// Makes the smallest message that a schema allows: what is required, and no more.
enum MinimalMessage {
  /// Short enough everywhere, and a URI where there must be one.
  fileprivate static let text = "a:b"

  /// - Returns: nil when what it makes isn't allowed after all.
  static func make(_ descriptor: MessageDescriptor) -> (any OCPPMessage)? {
    make(descriptor.type, descriptor)
  }

  private static func make<Message: OCPPMessage>(
    _ type: Message.Type, _ descriptor: MessageDescriptor
  ) -> (any OCPPMessage)? {
    var text = filled(Message(placeholder: ())).json.text
    return text.withUTF8 { try? descriptor.decode($0) }
  }

  /// A placeholder as JSON, with what it must have. A type's properties and the members it writes are in the same order,
  /// absent ones left out of both.
  private static func filled<Value: JSONCodable>(_ placeholder: Value) -> JSONValue {
    if let enumeration = placeholder as? any OCPPEnumeration { return first(of: enumeration) }
    guard let written = try? placeholder.json.value() else { return .null }
    let properties = Mirror(reflecting: placeholder).children.map(\.value).filter { !isAbsent($0) }
    guard properties.count == written.members.count else { return written }
    return .object(
      zip(written.members, properties).map { member, property in
        JSONValue.Member(member.name, value(of: property, member.value))
      })
  }

  private static func value(of property: Any, _ written: JSONValue) -> JSONValue {
    switch property {
    case let list as any MinimalList: .array([list.minimalElement].compactMap(\.self))
    case let codable as any JSONCodable: filled(codable)
    case is DateTime: .string("2026-01-01T00:00:00Z")
    case is String: .string(text)
    case is Int, is DecimalNumber: .integer(1)
    default: written
    }
  }

  private static func first<Value: OCPPEnumeration>(of value: Value) -> JSONValue {
    .string(Value.knownValues.first?.text ?? "")
  }

  private static func isAbsent(_ value: Any) -> Bool {
    let mirror = Mirror(reflecting: value)
    return mirror.displayStyle == .optional && mirror.children.isEmpty
  }

  /// The element that a list which must not be empty gets.
  fileprivate static func element<Value: JSONCodable>(_ type: Value.Type) -> JSONValue {
    filled(Value(placeholder: ()))
  }
}

/// A list in a message.
private protocol MinimalList {
  var minimalElement: JSONValue? { get }
}

extension Array: MinimalList {
  fileprivate var minimalElement: JSONValue? {
    switch Element.self {
    case let type as any JSONCodable.Type: MinimalMessage.element(type)
    case is String.Type: .string(MinimalMessage.text)
    case is Int.Type: .integer(1)
    default: nil
    }
  }
}
