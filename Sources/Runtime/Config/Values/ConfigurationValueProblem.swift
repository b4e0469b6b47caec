/// Why a text is not the value that is expected.
package struct ConfigurationValueProblem: Error, Sendable {
  /// What would be right, continuing "must be", such as `between 1 and 255`; `nil` for what the option says of itself.
  package let expected: String?
  /// What could be done, in one line.
  package let hint: String?

  /// Creates a problem; without `expected` the message says what the option expects anyway.
  package init(expected: String? = nil, hint: String? = nil) {
    self.expected = expected
    self.hint = hint
  }
}
