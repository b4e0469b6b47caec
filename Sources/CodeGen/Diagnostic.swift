/// Something wrong with a schema or its data, for the person who put it there.
struct Diagnostic: Error, CustomStringConvertible {
  /// The file's path.
  var file: String
  /// The JSON pointer in it.
  var pointer: String
  /// What is wrong and what to do.
  var message: String

  var description: String { "\(file)#\(pointer): error: \(message)" }
}

/// Collects problems, so that all are seen at once.
struct Diagnostics {
  private(set) var all: [Diagnostic] = []

  mutating func add(_ message: String, at node: SchemaNode) {
    all.append(Diagnostic(file: node.file, pointer: node.pointer, message: message))
  }

  mutating func add(_ diagnostic: Diagnostic) {
    all.append(diagnostic)
  }
}
