package import OCPPCodec

/// What was changed in a document (RFC 6902).
package struct JSONPatch: Sendable, Hashable {
  /// One change.
  package enum Operation: Sendable, Hashable {
    case add(JSONPointer, JSONTree)
    case remove(JSONPointer)
    case replace(JSONPointer, JSONTree)
    case move(from: JSONPointer, to: JSONPointer)
  }

  /// The changes, in order.
  package var operations: [Operation] = []

  package init(_ operations: [Operation] = []) {
    self.operations = operations
  }

  /// Adds a change. A value that was put in and is replaced now is put in as it shall be.
  mutating func append(_ operation: Operation) {
    guard case .replace(let place, let value) = operation,
      let index = operations.lastIndex(where: { if case .add(place, _) = $0 { true } else { false } }),
      operations[(index + 1)...].allSatisfy({ $0.leaves(place) })
    else { return operations.append(operation) }
    operations[index] = .add(place, value)
  }

  /// Changes a document.
  ///
  /// - Returns: false when an operation can't be applied; the ones before it are.
  package func apply(to document: inout JSONTree) -> Bool {
    operations.allSatisfy { $0.apply(to: &document) }
  }

  /// Writes the patch.
  ///
  /// - Parameter isHidden: whether a value at a pointer must not be shown; `"***"` stands there then.
  package func encode(to writer: inout JSONWriter, hiding isHidden: (JSONPointer) -> Bool = { _ in false }) {
    writer.array(operations) { writer, operation in
      writer.beginObject()
      switch operation {
      case .add(let pointer, let value): Self.write("add", pointer, value, isHidden, to: &writer)
      case .remove(let pointer):
        writer.member("op", "remove")
        writer.member("path", pointer.description)
      case .replace(let pointer, let value): Self.write("replace", pointer, value, isHidden, to: &writer)
      case .move(let from, let to):
        writer.member("op", "move")
        writer.member("from", from.description)
        writer.member("path", to.description)
      }
      writer.endObject()
    }
  }

  /// The patch's text; see ``encode(to:hiding:)``.
  package func text(hiding isHidden: (JSONPointer) -> Bool = { _ in false }) -> String {
    var writer = JSONWriter()
    encode(to: &writer, hiding: isHidden)
    return writer.text
  }

  private static func write(
    _ name: String, _ pointer: JSONPointer, _ value: JSONTree, _ isHidden: (JSONPointer) -> Bool,
    to writer: inout JSONWriter
  ) {
    writer.member("op", name)
    writer.member("path", pointer.description)
    writer.member("value") { writer in
      if isHidden(pointer) { writer.string("***") } else { value.encode(to: &writer) }
    }
  }
}

extension JSONPatch.Operation {
  /// Whether what is at a pointer is the same value, at the same pointer, afterwards.
  fileprivate func leaves(_ place: JSONPointer) -> Bool {
    switch self {
    // One in an array moves what comes behind it.
    case .remove, .move: false
    case .add(let pointer, _): pointer.steps.last.flatMap(Int.init) == nil && !place.steps.starts(with: pointer.steps)
    case .replace(let pointer, _): !place.steps.starts(with: pointer.steps)
    }
  }

  fileprivate func apply(to document: inout JSONTree) -> Bool {
    switch self {
    case .replace(let pointer, let value): return document.change(at: pointer) { _ in value }
    case .remove(let pointer): return document.change(at: pointer) { _ in nil }
    case .add(let pointer, let value): return Self.add(value, at: pointer, to: &document)
    case .move(let from, let to):
      guard let value = document.value(at: from), document.change(at: from, { _ in nil }) else { return false }
      return Self.add(value, at: to, to: &document)
    }
  }

  private static func add(_ value: JSONTree, at pointer: JSONPointer, to document: inout JSONTree) -> Bool {
    guard let last = pointer.steps.last else {
      document = value
      return true
    }
    var isDone = false
    document.change(at: JSONPointer(steps: pointer.steps.dropLast())) { parent in
      switch parent {
      case .object(var members):
        members.removeAll { $0.name.utf8.elementsEqual(last.utf8) }
        isDone = true
        return .object(members + [JSONTree.Member(last, value)])
      case .array(var elements):
        let index = last == "-" ? elements.count : Int(last) ?? -1
        guard 0...elements.count ~= index else { return parent }
        isDone = true
        elements.insert(value, at: index)
        return .array(elements)
      default: return parent
      }
    }
    return isDone
  }
}
