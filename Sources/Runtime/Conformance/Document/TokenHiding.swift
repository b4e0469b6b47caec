/// Takes out of messages what must not be shown: who charges, and keys.
package struct TokenHiding: Sendable {
  /// Members whose text says who charges.
  static let tokenNames: Set<String> = [
    "idTag", "parentIdTag", "idToken", "groupIdToken", "additionalIdToken", "eMAID", "masterPassGroupId",
  ]

  /// Settings that are secrets (OCPP 1.6 security whitepaper, 2.0.1 SecurityCtrlr).
  static let secretSettings: Set<String> = ["AuthorizationKey", "BasicAuthPassword"]
  static let secretNames: Set<String> = ["value", "attributeValue"]

  /// What is put in the place of a text.
  package enum Replacement: Sendable {
    /// `***`
    case stars
    /// A text of its own for each, the same as long as the process runs: who charges can be told apart, not who it is.
    case pseudonyms
  }

  package var hidesTokens: Bool
  package var hidesSecrets: Bool
  package var replacement: Replacement

  package init(tokens: Bool = true, secrets: Bool = true, replacement: Replacement = .stars) {
    hidesTokens = tokens
    hidesSecrets = secrets
    self.replacement = replacement
  }

  /// Whether the value at a pointer must not be shown.
  package static func hides(_ pointer: JSONPointer) -> Bool {
    pointer.steps.contains { tokenNames.contains($0) }
  }

  /// A document without what must not be shown.
  package func hiding(_ document: JSONTree) -> JSONTree {
    switch document {
    case .array(let elements): return .array(elements.map(hiding))
    case .object(let members):
      let isSecret = hidesSecrets && Self.isSecret(members)
      return .object(
        members.map { member in
          let isHidden =
            hidesTokens && Self.tokenNames.contains(member.name) || isSecret && Self.secretNames.contains(member.name)
          return JSONTree.Member(member.name, isHidden ? hidden(member.value) : hiding(member.value))
        })
    default: return document
    }
  }

  private func hidden(_ value: JSONTree) -> JSONTree {
    switch value {
    case .string(let text): .string(text.isEmpty ? "" : replaced(text))
    // A number stays one, so that what is wrong with a message stays wrong.
    case .number(let text): .number(String(hash(text) % 1_000_000_000_000))
    case .array(let elements): .array(elements.map(hidden))
    // Of a token of 2.0.1 the type may be seen.
    case .object: hiding(value)
    default: value
    }
  }

  private func replaced(_ text: String) -> String {
    switch replacement {
    case .stars: "***"
    // As long as the shortest field allows; case doesn't matter in tokens.
    case .pseudonyms: "~" + String(hash(text.lowercased()), radix: 36)
    }
  }

  /// Keyed with a random key of the process.
  private func hash(_ text: String) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(text)
    return UInt64(UInt(bitPattern: hasher.finalize()))
  }

  /// Whether an object gives a secret a value: `{"key":"AuthorizationKey","value":…}`, or a variable of 2.0.1.
  private static func isSecret(_ members: [JSONTree.Member]) -> Bool {
    members.contains { member in
      switch member.value {
      case .string(let text): member.name == "key" && secretSettings.contains(text)
      case .object: member.name == "variable" && (member.value["name"]?.string).map(secretSettings.contains) ?? false
      default: false
      }
    }
  }

  /// The text of a message without what must not be shown; unchanged if there is nothing of the kind.
  package func hiding(_ bytes: [UInt8]) -> [UInt8] {
    guard let tree = bytes.withUnsafeBufferPointer({ try? JSONTreeParser.parse($0).tree }) else {
      return Array(hiding(text: String(decoding: bytes, as: UTF8.self)).utf8)
    }
    let hidden = hiding(tree)
    return hidden == tree ? bytes : hidden.bytes
  }

  /// A text that is no JSON, without the texts that follow the names of members that must not be shown.
  private func hiding(text: String) -> String {
    var rest = text[...]
    var result = ""
    while let quote = rest.firstIndex(of: "\"") {
      let name = rest[rest.index(after: quote)...].prefix { $0 != "\"" }
      result += rest[...quote] + name
      rest = rest[name.endIndex...]
      if let closing = rest.popFirst() { result.append(closing) }
      let isHidden = Self.tokenNames.contains(String(name)) || Self.secretNames.contains(String(name))
      guard isHidden else { continue }
      // The value of a text that is cut off goes to its end.
      let end = rest.firstIndex { ",]}".contains($0) } ?? rest.endIndex
      result += ":\"***\""
      rest = rest[end...]
    }
    return result + rest
  }
}
