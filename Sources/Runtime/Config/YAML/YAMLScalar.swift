/// The text of a YAML scalar.
package struct YAMLScalar: Sendable, Hashable {
  /// The text, with quotes and escapes resolved.
  package let text: String
  /// Whether the text was written without quotes and not as a block.
  package let isPlain: Bool
}
