import GatewayConfig
import GatewayConformance
import GatewayCore
import OCPPCodec

/// What must hold for any bytes. The first byte of an input says what the rest is.
package enum FuzzCheck: UInt8, CaseIterable, Sendable {
  case frame16, frame201, repair16, repair201, json, configuration, pack, trace

  /// Something that must hold didn't.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Checks an input; one that no check is for passes.
  ///
  /// - Throws: ``Failure``
  package static func run(_ input: UnsafeBufferPointer<UInt8>) throws {
    guard let first = input.first, let check = FuzzCheck(rawValue: first % UInt8(allCases.count)) else { return }
    try check.run(UnsafeBufferPointer(rebasing: input.dropFirst()))
  }

  private func run(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    switch self {
    case .frame16: try Self.frame(bytes, .v16)
    case .frame201: try Self.frame(bytes, .v201)
    case .repair16: try Self.repair(bytes, .v16)
    case .repair201: try Self.repair(bytes, .v201)
    case .json: try Self.json(bytes)
    case .configuration:
      let check = GatewayConfiguration.check(
        source: SourceText(name: "fuzz.yaml", bytes: Array(bytes)), environment: [:])
      _ = ConformanceSetup(check.configuration, reporting: check)
      _ = check.diagnostics().map(\.description)
    case .pack:
      _ = RepairPack.read("fuzz", SourceText(name: "fuzz.yaml", bytes: Array(bytes))).diagnostics.map(\.description)
    case .trace:
      if let frame = try? TraceReader.read(bytes) {
        var account = FrameAccount(version: frame.version)
        let facts = frame.frame.withUnsafeBufferPointer { account.take($0, direction: frame.direction, at: frame.at) }
        var writer = JSONWriter()
        TraceWriter.write(frame, facts, to: &writer)
        try Self.require(RawJSON(text: writer.text) != nil, "a written record is no JSON: \(writer.text)")
      }
    }
  }

  /// A frame is read without harm, and what conforms is the same when it is written and read again.
  private static func frame(_ bytes: UnsafeBufferPointer<UInt8>, _ version: OCPPVersion) throws {
    guard case .call(let call) = FrameReader(.of(version)).read(bytes) else { return }
    let text = UnsafeBufferPointer(rebasing: bytes[call.range])
    let report = call.action.request.report(text)
    switch call.payload {
    case .success(let message):
      try require(report.violations.isEmpty, "strictly it conforms, reported it doesn't: \(report.violations)")
      let again = Array(written(message))
      let second = try again.withUnsafeBufferPointer { bytes in Result { try call.action.request.decode(bytes) } }.get()
      try require(
        written(second) == again, "written and read again it is another: \(String(decoding: again, as: UTF8.self))")
    case .failure(let violations):
      try require(!violations.violations.isEmpty, "it is refused for nothing")
      for violation in violations.violations { _ = violation.message }
    }
  }

  /// Whoever is lenient loses no message; what is repaired is what the patch says, and nothing else is changed or lost.
  private static func repair(_ bytes: UnsafeBufferPointer<UInt8>, _ version: OCPPVersion) throws {
    var frame = Array(bytes)
    if let repair = FrameRepair(bytes, version: version, mending: common.plan.frame) { frame = repair.frame }
    let read = frame.withUnsafeBufferPointer { FrameReader(.of(version)).read($0) }
    guard case .call(let call) = read, case .failure(let violations) = call.payload else { return }
    try judge(violations, call.action, version, common)
    // Of more violations than are collected some may be left.
    let isJSON = !violations.violations.contains { $0.keyword == .wellFormed } && violations.violations.count < 100
    let message = try judge(violations, call.action, version, lenient)
    try require(!isJSON || message != nil, "a lenient policy refuses it: \(violations)")
  }

  @discardableResult
  private static func judge(
    _ violations: MessageViolations, _ action: ActionDescriptor, _ version: OCPPVersion, _ part: ConformanceSetup.Part
  ) throws -> (any OCPPMessage)? {
    let kind = MessageKind(version, action.name, .request)
    let verdict = ConformanceVerdict(violations, kind, action.request, part, receivedAt: 1_773_480_363_111)
    guard let message = verdict.message else {
      guard case .refused(let reasons) = verdict.judgement(violations) else {
        throw Failure(description: "no decision")
      }
      try require(!reasons.violations.isEmpty, "it is refused for nothing")
      return nil
    }
    var expected = try violations.payload.withUnsafeBufferPointer { bytes in
      Result { try JSONTreeParser.parse(bytes).tree }
    }.get()
    try require(verdict.patch.apply(to: &expected), "the patch can't be applied: \(verdict.patch.text())")
    let handled = try JSONTreeParser.parse(String(decoding: written(message), as: UTF8.self))
    try require(
      same(expected, handled), "handled is \(handled.text), and the patch \(verdict.patch.text()) says \(expected.text)"
    )
    return message
  }

  /// Both readers of JSON take the same texts; a text that is mended is JSON then.
  private static func json(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    // RawJSON reads text, which is UTF-8 by then.
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return try require((try? JSONTreeParser.parse(bytes)) == nil, "bytes that are no UTF-8 are taken for JSON")
    }
    let tree = try? JSONTreeParser.parse(bytes).tree
    try require((tree != nil) == (RawJSON(text: text) != nil), "the readers disagree on \(text)")
    if let tree { try require(try JSONTreeParser.parse(tree.text) == tree, "written and read again it is another") }
    if let mended = try? JSONTreeParser.parse(bytes, mending: Set(FrameDefect.allCases)) {
      try require(RawJSON(text: mended.tree.text) != nil, "mended it is no JSON: \(mended.tree.text)")
    }
  }

  private static let common = part("repair: { packs: [common] }")
  private static let lenient = part("validation: lenient")

  private static func part(_ yaml: String) -> ConformanceSetup.Part {
    let check = GatewayConfiguration.check(
      source: SourceText(name: "fuzz.yaml", bytes: Array(yaml.utf8)), environment: [:])
    return ConformanceSetup(check.configuration, reporting: check).general
  }

  private static func written(_ message: any OCPPMessage) -> [UInt8] {
    var writer = JSONWriter()
    message.encode(to: &writer)
    return writer.bytes
  }

  private static func require(_ condition: @autoclosure () throws -> Bool, _ message: @autoclosure () -> String) throws
  {
    guard try condition() else { throw Failure(description: message()) }
  }

  /// Whether two documents are the same: the order of members doesn't matter, nor how a number is written.
  private static func same(_ left: JSONTree, _ right: JSONTree) -> Bool {
    switch (left, right) {
    case (.number(let left), .number(let right)):
      return left == right || Double(left) == Double(right)
    case (.array(let left), .array(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { same($0, $1) }
    case (.object(let left), .object(let right)):
      return left.count == right.count
        && left.allSatisfy { member in
          right.contains { $0.name.utf8.elementsEqual(member.name.utf8) && same(member.value, $0.value) }
        }
    case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
    default: return left == right
    }
  }
}
