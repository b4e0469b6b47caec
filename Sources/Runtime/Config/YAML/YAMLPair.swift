/// A key of a YAML mapping with its value. Within one mapping the keys are distinct.
package struct YAMLPair: Sendable {
  /// The key, always text.
  package let key: String
  /// Where the key stands.
  package let keyLocation: SourceLocation
  /// The value.
  package let value: YAMLNode
}
