import OCPPCodec

extension CallError {
  /// The CALLERROR for a payload that doesn't conform: the first violation's code, its pointer and keyword.
  init(_ violations: MessageViolations) {
    guard let first = violations.violations.first else {
      self.init(.genericError, violations.description)
      return
    }
    self.init(first.code, "\(first.keyword.rawValue): \(violations.description)")
  }
}
