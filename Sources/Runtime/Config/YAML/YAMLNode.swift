/// A value of a YAML file, with the place where it stands.
///
/// Nothing is interpreted: `no`, `0x10` and `~` are text until a reader that expects a certain type looks at them.
package struct YAMLNode: Sendable {
  /// What a node holds.
  package enum Content: Sendable {
    /// Text.
    case scalar(YAMLScalar)
    /// A list.
    case sequence([YAMLNode])
    /// Keys with values, in the order of the file.
    case mapping([YAMLPair])
  }

  /// What the node holds.
  package let content: Content
  /// Where the node begins. For the node of an alias: where its anchor stands.
  package let location: SourceLocation
  /// The line on which the node ends, from 1.
  package let lastLine: Int

  /// Whether nothing is written where the value would stand, as in `key:`.
  package var isAbsent: Bool {
    guard case .scalar(let scalar) = content else { return false }
    return scalar.isPlain && scalar.text.isEmpty
  }
}
