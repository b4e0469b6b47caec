/// Makes Swift names of schema names.
enum SwiftName {
  /// `idTagInfo` → `IdTagInfo`
  static func type(_ name: String) -> String {
    (name.first?.uppercased() ?? "") + name.dropFirst()
  }

  /// `Energy.Active.Import` → `energyActiveImport`, `EVDisconnected` → `evDisconnected`, `3G` → `_3G`
  static func enumerationCase(_ value: String) -> String {
    let words = value.split { !($0.isLetter || $0.isNumber) }
    let joined = words.enumerated().map { $0.offset == 0 ? lowerFirst(String($0.element)) : type(String($0.element)) }
      .joined()
    return joined.first?.isNumber == true ? "_" + joined : joined
  }

  /// As it is, in back quotes if Swift has the word.
  static func property(_ name: String) -> String {
    keywords.contains(name) ? "`\(name)`" : name
  }

  /// Makes the capitals at the beginning small, but for one that begins the next word.
  private static func lowerFirst(_ word: String) -> String {
    let capitals = word.prefix { $0.isUppercase || $0.isNumber }
    if capitals.count == word.count { return word.lowercased() }
    if capitals.count <= 1 { return word.prefix(1).lowercased() + word.dropFirst() }
    let kept = capitals.last?.isNumber == true ? capitals.count : capitals.count - 1
    return word.prefix(kept).lowercased() + word.dropFirst(kept)
  }

  private static let keywords: Set<String> = [
    "as", "break", "case", "catch", "class", "continue", "default", "defer", "do", "else", "enum", "extension",
    "fallthrough", "false", "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let",
    "nil", "operator", "private", "protocol", "public", "repeat", "return", "self", "static", "struct", "subscript",
    "super", "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while",
  ]
}
