/// A JSON pointer (RFC 6901), taken apart.
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// The steps, escapes resolved.
  package var steps: [String]

  /// - Parameter steps: from the document's root.
  package init(steps: [String] = []) {
    self.steps = steps
  }

  /// - Parameter text: empty for the document itself, else beginning with a slash.
  package init(_ text: String) {
    steps = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst().map { step in
      let text = String(Substring(step))
      return step.contains(UInt8(ascii: "~")) ? text.replacing("~1", with: "/").replacing("~0", with: "~") : text
    }
  }

  /// The pointer of a member or element of what this one points to.
  package func appending(_ step: String) -> JSONPointer { JSONPointer(steps: steps + [step]) }

  /// The pointer's text.
  package var description: String {
    steps.reduce(into: "") { $0 += "/" + Self.escaped($1) }
  }

  /// The pointer's text, `*` in place of each array index: one for all elements.
  package var generalized: String {
    steps.reduce(into: "") { text, step in
      let isIndex = !step.isEmpty && step.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
      text += isIndex ? "/*" : "/" + Self.escaped(step)
    }
  }

  /// A step as the text of a pointer has it. Few have anything to escape, and the look for it is quick.
  private static func escaped(_ step: String) -> String {
    guard step.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return step }
    return step.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}

extension JSONTree {
  /// The value at a pointer; nil when there is none.
  package func value(at pointer: JSONPointer) -> JSONTree? {
    pointer.steps.reduce(Optional(self)) { value, step in value?.child(step) }
  }

  private func child(_ step: String) -> JSONTree? {
    switch self {
    case .object(let members): members.first { $0.name.utf8.elementsEqual(step.utf8) }?.value
    case .array(let elements): Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
    default: nil
    }
  }

  /// Changes the value at a pointer.
  ///
  /// - Parameter change: gets the value; when it returns nil, the value is removed from what holds it.
  /// - Returns: whether there was a value.
  @discardableResult
  package mutating func change(at pointer: JSONPointer, _ change: (JSONTree) -> JSONTree?) -> Bool {
    self.change(pointer.steps[...], change)
  }

  private mutating func change(_ steps: ArraySlice<String>, _ change: (JSONTree) -> JSONTree?) -> Bool {
    guard let step = steps.first else {
      self = change(self) ?? .null
      return true
    }
    switch self {
    case .object(var members):
      guard let index = members.firstIndex(where: { $0.name.utf8.elementsEqual(step.utf8) }) else { return false }
      self = .null
      defer { self = .object(members) }
      guard steps.count > 1 else {
        if let value = change(members[index].value) { members[index].value = value } else { members.remove(at: index) }
        return true
      }
      return members[index].value.change(steps.dropFirst(), change)
    case .array(var elements):
      guard let index = Int(step), elements.indices.contains(index) else { return false }
      self = .null
      defer { self = .array(elements) }
      guard steps.count > 1 else {
        if let value = change(elements[index]) { elements[index] = value } else { elements.remove(at: index) }
        return true
      }
      return elements[index].change(steps.dropFirst(), change)
    default: return false
    }
  }
}
