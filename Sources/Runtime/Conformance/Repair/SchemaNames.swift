import OCPPCodec

/// What the schema of a message allows at a place, learnt from the type that was generated of it.
///
/// By reflection, which costs time and needs no code of its own for each message: only messages that don't conform pay.
enum SchemaNames {
  /// The values of the enumeration at a pointer; nil when there is none.
  static func texts(at pointer: JSONPointer, in message: (any OCPPMessage)?) -> [String]? {
    message.flatMap { value(at: pointer.steps[...], in: $0) }.flatMap { ($0 as? any OCPPEnumeration)?.knownTexts }
  }

  /// The names of the members of the object at a pointer; nil when there is none.
  static func members(at pointer: JSONPointer, in message: (any OCPPMessage)?) -> [String]? {
    guard let object = message.flatMap({ value(at: pointer.steps[...], in: $0) }) else { return nil }
    let mirror = Mirror(reflecting: object)
    guard mirror.displayStyle == .struct else { return nil }
    return mirror.children.compactMap(\.label).filter { $0 != "additionalMembers" }
  }

  private static func value(at steps: ArraySlice<String>, in value: Any) -> Any? {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional { return mirror.children.first.flatMap { self.value(at: steps, in: $0.value) } }
    guard let step = steps.first else { return value }
    let child: Any? =
      if mirror.displayStyle == .collection {
        Int(step).flatMap { index in mirror.children.dropFirst(index).first?.value }
      } else {
        mirror.children.first { $0.label == step }?.value
      }
    return child.flatMap { self.value(at: steps.dropFirst(), in: $0) }
  }
}

extension OCPPEnumeration {
  fileprivate var knownTexts: [String] { Self.knownValues.map(\.text) }
}
