extension YAMLNode {
  /// Whether this is a section without any key.
  var isEmptySection: Bool {
    guard case .mapping(let pairs) = content else { return isAbsent }
    return pairs.isEmpty
  }

  /// What stands there, for the sentence "must be …, not …".
  var kindDescription: String {
    switch content {
    case .scalar where isAbsent: "nothing"
    case .scalar(let scalar): TerminalText.quoted(scalar.text)
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}
