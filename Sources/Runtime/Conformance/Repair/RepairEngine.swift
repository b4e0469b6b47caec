import GatewayConfig
package import OCPPCodec

/// Mends a payload, violation by violation, until it conforms or no rule can be applied.
package struct RepairEngine {
  /// How often a payload is read again after changes: each time some of what is wrong shows only then.
  static let maximumRounds = 32

  /// What came of it.
  package struct Outcome {
    /// The payload as it is now.
    package var payload: [UInt8]
    package var patch = JSONPatch()
    /// The rules that were applied, each once.
    package var rules: [String] = []
    /// What the payload still breaks.
    package var violations: [Violation]
    /// The message as far as it can be read.
    package var message: (any OCPPMessage)?
  }

  private let plan: RepairPlan
  private let kind: MessageKind
  private let descriptor: MessageDescriptor
  private let receivedAt: Int64

  /// - Parameters:
  ///   - plan: what is mended.
  ///   - kind: what the message is.
  ///   - descriptor: what the payload must be.
  ///   - receivedAt: milliseconds since the epoch.
  package init(_ plan: RepairPlan, _ kind: MessageKind, _ descriptor: MessageDescriptor, receivedAt: Int64) {
    self.plan = plan
    self.kind = kind
    self.descriptor = descriptor
    self.receivedAt = receivedAt
  }

  /// Mends a payload.
  ///
  /// - Parameter payload: one that breaks its schema.
  package func repair(_ payload: [UInt8]) -> Outcome {
    var outcome = read(payload)
    let rules = plan.rules.filter { $0.scope.includes(kind) }
    guard !rules.isEmpty, var document = payload.withUnsafeBufferPointer({ try? JSONTreeParser.parse($0).tree }) else {
      return outcome
    }
    var tried: Set<Attempt> = []
    for _ in 0..<Self.maximumRounds {
      var operations: [JSONPatch.Operation] = []
      // From the last to the first: what is removed from an array doesn't move what comes before it.
      for violation in outcome.violations.reversed() {
        for (index, rule) in rules.enumerated() where rule.fits(violation, in: document) {
          guard tried.insert(Attempt(rule: index, place: violation.place)).inserted,
            let operation = RepairStep(violation, outcome.message, receivedAt: receivedAt).apply(rule, to: &document)
          else { continue }
          operations.append(operation)
          if !outcome.rules.contains(rule.name) { outcome.rules.append(rule.name) }
          break
        }
      }
      guard !operations.isEmpty else { break }
      let next = read(document.bytes)
      outcome.payload = next.payload
      outcome.violations = next.violations
      outcome.message = next.message
      for operation in operations { outcome.patch.append(operation) }
    }
    return outcome
  }

  /// No rule is tried twice at a place, so repairing ends.
  private struct Attempt: Hashable {
    var rule: Int
    var place: JSONPointer
  }

  private func read(_ payload: [UInt8]) -> Outcome {
    let report = payload.withUnsafeBufferPointer { descriptor.report($0) }
    return Outcome(payload: payload, violations: report.violations, message: report.message)
  }
}

extension ScopedRepairRule {
  /// Whether the rule is for a violation.
  func fits(_ violation: Violation, in document: JSONTree) -> Bool {
    guard rule.keyword == nil || rule.keyword == violation.keyword,
      rule.expected == nil || rule.expected?.rawValue == violation.expected,
      scope.includes(violation.place)
    else { return false }
    guard rule.found != nil || !rule.texts.isEmpty else { return true }
    let found = document.value(at: violation.place)
    guard rule.found == nil || rule.found == found?.kind else { return false }
    return rule.texts.isEmpty || found?.string.map(rule.texts.contains) ?? false
  }
}
