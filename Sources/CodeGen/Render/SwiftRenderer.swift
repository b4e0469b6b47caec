/// Writes a version's model as Swift: the same model gives the same bytes.
struct SwiftRenderer {
  /// A file to write.
  struct File {
    var name: String
    var text: String
  }

  let model: VersionModel

  init(_ model: VersionModel) {
    self.model = model
  }

  /// A file per message, with the types only it uses; one with those that messages share; one with the catalog.
  func files() -> [File] {
    var texts: [String: [String]] = [:]
    for action in model.actions {
      for name in [action.name + "Request", action.name + "Response"] { texts[name] = [] }
    }
    for structure in model.structures.values.sorted(by: { $0.name < $1.name }) {
      let isMessage = texts[structure.name] != nil
      let text = structureText(structure, message: isMessage ? message(structure.name) : nil)
      if isMessage {
        texts[structure.name, default: []].insert(text, at: 0)
      } else {
        texts[home(of: structure.users), default: []].append(text)
      }
    }
    for enumeration in model.enumerations.values.sorted(by: { $0.name < $1.name }) {
      texts[home(of: enumeration.users), default: []].append(enumerationText(enumeration))
    }
    texts["SharedTypes", default: []].append("")
    texts["Actions"] = [catalogText()]
    return texts.sorted { $0.key < $1.key }.map { name, parts in
      File(name: name + ".swift", text: Self.header + parts.filter { !$0.isEmpty }.joined(separator: "\n"))
    }
  }

  private static let header = """
    // Generated from the schemas at build time. Do not edit.

    public import OCPPCodec


    """

  /// The file for a type that these messages use.
  private func home(of users: Set<String>) -> String {
    users.count == 1 ? users.first ?? "SharedTypes" : "SharedTypes"
  }

  private func message(_ name: String) -> MessageRole? {
    for action in model.actions {
      if name == action.name + "Request" { return .request(action.name) }
      if name == action.name + "Response" { return .response }
    }
    return nil
  }

  /// What a message is in its action.
  enum MessageRole {
    case request(String)
    case response
  }

  /// The file and pointer of a schema, for a comment.
  func citation(_ node: SchemaNode) -> String {
    let file = node.file.split(separator: "/").last ?? ""
    return node.pointer.isEmpty ? "`\(file)`" : "`\(file)#\(node.pointer)`"
  }

  /// A comment for a declaration.
  func documentation(_ prose: String?, _ citation: String, indent: String = "") -> String {
    var lines = (prose ?? "").split(whereSeparator: \.isNewline).map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
    if !lines.isEmpty { lines.append("") }
    lines.append(citation)
    return lines.map { $0.isEmpty ? "\(indent)///\n" : "\(indent)/// \($0)\n" }.joined()
  }
}

extension Substring {
  func trimmingSpaces() -> String {
    String(self.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
