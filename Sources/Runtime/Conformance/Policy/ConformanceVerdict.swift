import GatewayConfig
package import GatewayCore
package import OCPPCodec

/// What becomes of a payload that breaks its schema.
package struct ConformanceVerdict {
  /// Of the whole message.
  package let disposition: Disposition
  /// Whether its violations are counted.
  package let isCounted: Bool
  /// How it was mended; empty if it wasn't.
  package let patch: JSONPatch
  /// The rules that mended it.
  package let rules: [String]
  /// What is handled; nil when it is refused.
  package let message: (any OCPPMessage)?
  private let left: [Violation]
  private let isWaived: (Violation) -> Bool

  /// - Parameters:
  ///   - violations: what the payload breaks, and the payload.
  ///   - kind: what the message is.
  ///   - descriptor: what the payload must be.
  ///   - part: what applies to the station.
  ///   - receivedAt: milliseconds since the epoch.
  package init(
    _ violations: MessageViolations, _ kind: MessageKind, _ descriptor: MessageDescriptor,
    _ part: ConformanceSetup.Part, receivedAt: Int64
  ) {
    let mode = part.policy.mode(of: kind)
    let isWaived: (Violation) -> Bool = { part.policy.waives($0, of: kind) }
    let mayPass: (Violation) -> Bool = { isWaived($0) || mode != .strict && $0.keyword.isCarried }
    isCounted = mode != .off
    self.isWaived = isWaived

    let repaired = RepairEngine(part.plan, kind, descriptor, receivedAt: receivedAt).repair(violations.payload)
    if let message = repaired.message, repaired.violations.allSatisfy(mayPass) {
      self.message = message
      patch = repaired.patch
      rules = repaired.rules
      left = repaired.violations
      disposition =
        !patch.operations.isEmpty ? .repaired : repaired.violations.allSatisfy(isWaived) ? .waived : .lenient
      return
    }
    // Half a repair is none: what can be let through as it came, is.
    let original = violations.payload.withUnsafeBufferPointer { descriptor.report($0) }
    if let message = original.message, original.violations.allSatisfy(mayPass) {
      self.message = message
      patch = JSONPatch()
      rules = []
      left = original.violations
      disposition = original.violations.allSatisfy(isWaived) ? .waived : .lenient
      return
    }
    // No message can carry it as it came. Whoever is lenient gets it all the same, as little changed as can be.
    if mode != .strict {
      let mended = RepairEngine(part.lenientPlan, kind, descriptor, receivedAt: receivedAt).repair(violations.payload)
      if let message = mended.message, mended.violations.allSatisfy(mayPass) {
        self.message = message
        patch = mended.patch
        rules = mended.rules
        left = mended.violations
        disposition = .repaired
        return
      }
    }
    message = nil
    patch = JSONPatch()
    rules = []
    left = repaired.violations
    disposition = .refused
  }

  /// What became of one of the violations.
  package func disposition(of violation: Violation) -> Disposition {
    guard left.contains(where: { $0.pointer == violation.pointer && $0.keyword == violation.keyword }) else {
      return message == nil ? .refused : .repaired
    }
    return isWaived(violation) ? .waived : message == nil ? .refused : .lenient
  }

  /// - Parameter violations: those of the payload.
  package func judgement(_ violations: MessageViolations) -> Judgement {
    if let message { return .admitted(message, isCounted ? disposition : nil) }
    // What could not be helped is the reason, not what could.
    let open = Set(left.filter { !isWaived($0) }.map { [$0.pointer, $0.keyword.rawValue] })
    return .refused(violations.filter { open.contains([$0.pointer, $0.keyword.rawValue]) })
  }

  /// The patch as it may be shown; nil when nothing was mended.
  package var shownPatch: String? {
    patch.operations.isEmpty ? nil : patch.text(hiding: TokenHiding.hides)
  }
}
