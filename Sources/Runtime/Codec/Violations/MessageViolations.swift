/// A message that doesn't conform to its schema.
public struct MessageViolations: Error, Sendable, CustomStringConvertible {
  /// What is wrong, in the order of the text; at least one.
  public let violations: [Violation]

  /// The payload's text as it came.
  package let payload: [UInt8]

  init(_ violations: [Violation], in payload: UnsafeBufferPointer<UInt8>) {
    self.violations = violations
    self.payload = Array(payload)
  }

  /// Some of the violations; all of them when it would be none.
  package func filter(_ isIncluded: (Violation) -> Bool) -> MessageViolations {
    let some = violations.filter(isIncluded)
    return MessageViolations(some.isEmpty ? violations : some, payload: payload)
  }

  private init(_ violations: [Violation], payload: [UInt8]) {
    self.violations = violations
    self.payload = payload
  }

  /// The first violation's sentence, and how many more there are.
  public var description: String {
    let first = violations.first?.message ?? "does not conform"
    return violations.count > 1 ? "\(first) (and \(violations.count - 1) more)" : first
  }
}
