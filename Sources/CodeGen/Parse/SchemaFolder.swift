import Glibc

/// A version's schemas and the data beside them.
struct SchemaFolder {
  /// A message's schema.
  struct Message {
    /// Such as `AuthorizeRequest`.
    var name: String
    var root: SchemaNode
  }

  /// Sorted by name.
  var messages: [Message] = []
  /// `actions.json`
  var actions: SchemaNode
  /// `names.json`, if there is one.
  var names: SchemaNode?

  /// - Parameters:
  ///   - path: the folder.
  ///   - diagnostics: takes what can't be read.
  init?(_ path: String, diagnostics: inout Diagnostics) {
    do {
      actions = try SchemaParser.parse(path + "/actions.json")
      if access(path + "/names.json", R_OK) == 0 { names = try SchemaParser.parse(path + "/names.json") }
    } catch {
      diagnostics.add(error)
      return nil
    }
    for file in Self.files(in: path) where file.hasSuffix("Request.json") || file.hasSuffix("Response.json") {
      do {
        messages.append(Message(name: String(file.dropLast(5)), root: try SchemaParser.parse(path + "/" + file)))
      } catch {
        diagnostics.add(error)
      }
    }
  }

  private static func files(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names.sorted()
  }
}
