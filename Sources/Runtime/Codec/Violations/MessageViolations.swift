/// A message that doesn't conform to its schema.
public struct MessageViolations: Error, Sendable, CustomStringConvertible {
  /// What is wrong, in the order of the text; at least one.
  public let violations: [Violation]

  init(_ violations: [Violation]) {
    self.violations = violations
  }

  /// The first violation's sentence, and how many more there are.
  public var description: String {
    let first = violations.first?.message ?? "does not conform"
    return violations.count > 1 ? "\(first) (and \(violations.count - 1) more)" : first
  }
}
