import GatewayConfig
import OCPPCodec

/// One change of a document.
struct RepairStep {
  private let violation: Violation
  private let message: (any OCPPMessage)?
  private let receivedAt: Int64

  /// - Parameters:
  ///   - violation: what is mended.
  ///   - message: the message as far as it can be read, which knows what its schema allows.
  ///   - receivedAt: milliseconds since the epoch.
  init(_ violation: Violation, _ message: (any OCPPMessage)?, receivedAt: Int64) {
    self.violation = violation
    self.message = message
    self.receivedAt = receivedAt
  }

  /// Applies a rule.
  ///
  /// - Returns: what was changed; nil when the rule can't be applied to what is there.
  func apply(_ scoped: ScopedRepairRule, to document: inout JSONTree) -> JSONPatch.Operation? {
    let place = violation.place
    switch scoped.rule.operation {
    case .insert: return insert(scoped, at: place, in: &document)
    case .fixName: return fixName(at: place, in: &document)
    case .drop:
      guard !place.steps.isEmpty, document.change(at: place, { _ in nil }) else { return nil }
      return .remove(place)
    default:
      guard let value = document.value(at: place), let mended = mended(value, by: scoped), mended != value else {
        return nil
      }
      document.change(at: place) { _ in mended }
      return .replace(place, mended)
    }
  }

  private func mended(_ value: JSONTree, by scoped: ScopedRepairRule) -> JSONTree? {
    let rule = scoped.rule
    switch (rule.operation, value) {
    case (.toString, .number(let text)): return .string(text)
    case (.toString, .boolean(let value)): return .string(value ? "true" : "false")
    case (.toNumber, .string(let text)): return Self.number(text)
    case (.toBoolean, .string(let text)): return Self.boolean(text)
    case (.toBoolean, .number(let text)): return text == "1" ? .boolean(true) : text == "0" ? .boolean(false) : nil
    case (.round, .number(let text)): return Self.rounded(text)
    case (.rename, .string(let text)): return rule.names[text].map { .string($0) }
    case (.set, _): return given(scoped)
    case (.wrap, _): return .array([value])
    case (.unwrap, .array(let elements)): return elements.count == 1 ? elements[0] : nil
    case (.addZone, .string(let text)): return DateTimeSpelling(text).zoned(rule.zone).map { .string($0) }
    case (.dateTime, .string(let text)): return DateTimeSpelling(text).rfc3339.map { .string($0) }
    case (.trim, .string(let text)): return .string(Self.trimmed(text))
    case (.truncate, .string(let text)):
      return violation.limit.map { .string(String(String.UnicodeScalarView(text.unicodeScalars.prefix($0)))) }
    case (.fixCase, .string(let text)):
      return SchemaNames.texts(at: JSONPointer(violation.pointer), in: message).flatMap { Self.same(as: text, in: $0) }
        .map { .string($0) }
    default: return nil
    }
  }

  private func insert(
    _ scoped: ScopedRepairRule, at place: JSONPointer, in document: inout JSONTree
  ) -> JSONPatch.Operation? {
    guard violation.keyword == .required, document.value(at: place) == nil, let value = given(scoped) else {
      return nil
    }
    let operation = JSONPatch.Operation.add(place, value)
    return JSONPatch([operation]).apply(to: &document) ? operation : nil
  }

  private func fixName(at place: JSONPointer, in document: inout JSONTree) -> JSONPatch.Operation? {
    guard violation.keyword == .additionalProperties, let name = place.steps.last,
      let known = SchemaNames.members(at: JSONPointer(violation.pointer), in: message),
      let meant = Self.same(as: name, in: known)
    else { return nil }
    let target = JSONPointer(violation.pointer).appending(meant)
    // What stands there under the right name is not overwritten.
    guard document.value(at: target) == nil else { return nil }
    let operation = JSONPatch.Operation.move(from: place, to: target)
    return JSONPatch([operation]).apply(to: &document) ? operation : nil
  }

  private func given(_ scoped: ScopedRepairRule) -> JSONTree? {
    guard scoped.value == .string("$received") else { return scoped.value }
    return .string(DateTime(millisecondsSinceEpoch: receivedAt).description)
  }

  /// The one text that differs in letter case only.
  private static func same(as text: String, in known: [String]) -> String? {
    let small = text.lowercased()
    let candidates = known.filter { $0.lowercased() == small }
    return candidates.count == 1 ? candidates[0] : nil
  }

  private static func number(_ text: String) -> JSONTree? {
    guard case .number(let digits)? = try? JSONTreeParser.parse(trimmed(text)) else { return nil }
    return .number(digits)
  }

  private static func boolean(_ text: String) -> JSONTree? {
    switch text.lowercased() {
    case "true", "1": .boolean(true)
    case "false", "0": .boolean(false)
    default: nil
    }
  }

  private static func rounded(_ text: String) -> JSONTree? {
    guard let value = Double(text), let whole = Int(exactly: value.rounded(.toNearestOrAwayFromZero)) else {
      return nil
    }
    return .number(String(whole))
  }

  static func trimmed(_ text: String) -> String {
    func isPadding(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.generalCategory == .control || scalar.properties.isWhitespace
    }
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isPadding($0) }),
      let last = scalars.lastIndex(where: { !isPadding($0) })
    else { return "" }
    return String(scalars[first...last])
  }
}

extension JSONTree {
  var kind: RepairRule.Kind {
    switch self {
    case .null: .null
    case .boolean: .boolean
    case .number: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }
}
