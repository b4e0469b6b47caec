import Foundation
import GatewayConformance
import GatewayConfig
import GatewayCore
import OCPPCodec
import PythonSupport
import Testing

/// Messages as stations send them, with what they do wrong: none is lost, none is changed but as the log says.
@Suite("Corpus of quirks")
struct CorpusTests {
  struct Line {
    var version: OCPPVersion
    var expectation: String
    var note: String
    var frame: [UInt8]
  }

  static func lines() throws -> [Line] {
    let file = PackageFolder.root().appending(path: "Tests/Fixtures/Quirks/messages.jsonl")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { text in
      let record = try JSONTreeParser.parse(String(text))
      guard let version = record["version"]?.string.flatMap(OCPPVersion.init(rawValue:)),
        let expectation = record["expect"]?.string, let note = record["note"]?.string,
        let frame = record["frame"]?.string
      else { throw FixtureError(description: "\(text)") }
      return Line(version: version, expectation: expectation, note: note, frame: Array(frame.utf8))
    }
  }

  @Test("each message has the outcome it should have under the pack common, and the handler gets what the patch says")
  func outcomes() async throws {
    let lines = try Self.lines()
    #expect(lines.count >= 300)
    let fixture = try ConformanceFixture("repair: { packs: [common] }", core: false)
    let sessions = [
      OCPPVersion.v16: try fixture.open(.v16, station: "A"), .v201: try fixture.open(.v201, station: "B"),
    ]
    for line in lines {
      let session = try #require(sessions[line.version])
      let label = "\(line.note): \(String(decoding: line.frame, as: UTF8.self))"
      fixture.ledger.reset()
      fixture.seen.clear()
      let answer = try await fixture.answer(bytes: line.frame, session)
      if line.expectation.hasPrefix("refused:") {
        #expect(answer?.code == String(line.expectation.dropFirst("refused:".count)), "\(label)")
        #expect(fixture.seen.last == nil, "\(label)")
        continue
      }
      let handled = try #require(fixture.seen.lastText, "\(label): \(answer?.description ?? "")")
      #expect(outcome(fixture.ledger) == line.expectation, "\(label)")
      #expect(try JSONTreeParser.parse(handled).comparable == expected(line).comparable, "\(label)")
    }
  }

  @Test("strictly, what conforms is handled and everything else refused")
  func strictly() async throws {
    let fixture = try ConformanceFixture(core: false)
    let sessions = [
      OCPPVersion.v16: try fixture.open(.v16, station: "A"), .v201: try fixture.open(.v201, station: "B"),
    ]
    for line in try Self.lines() {
      fixture.seen.clear()
      let answer = try await fixture.answer(bytes: line.frame, try #require(sessions[line.version]))
      #expect((fixture.seen.last != nil) == (line.expectation == "conforms"), "\(line.note)")
      #expect(answer?.type == 4, "\(line.note)")
    }
  }

  private func outcome(_ ledger: ConformanceLedger) -> String {
    let frames = ledger.findings.contains { $0.key.keyword == .wellFormed }
    let payload = ledger.findings.first { $0.key.keyword != .wellFormed }
    let messages = ledger.messages
    if frames { return payload == nil ? "mended" : "mended+repaired" }
    return messages[.repaired] == 1
      ? "repaired" : messages[.waived] == 1 ? "waived" : messages.isEmpty ? "conforms" : "?"
  }

  /// The payload as it came, changed as the patch says.
  private func expected(_ line: Line) throws -> JSONTree {
    var frame = line.frame
    let plan = try plan()
    if let repair = frame.withUnsafeBufferPointer({
      FrameRepair($0, version: line.version, mending: plan.plan.frame)
    }) {
      frame = repair.frame
    }
    guard case .array(let elements) = try frame.withUnsafeBufferPointer({ try JSONTreeParser.parse($0).tree }),
      let name = elements[2].string, let action = MessageCatalog.of(line.version).action(named: name)
    else { throw FixtureError(description: line.note) }
    var payload = elements[3]
    do {
      _ = try payload.bytes.withUnsafeBufferPointer { bytes in Result { try action.request.decode(bytes) } }.get()
    } catch let violations as MessageViolations {
      let verdict = ConformanceVerdict(
        violations, MessageKind(line.version, name, .request), action.request, plan, receivedAt: ConformanceFixture.now)
      #expect(verdict.patch.apply(to: &payload), "\(line.note)")
    }
    return payload
  }

  private func plan() throws -> ConformanceSetup.Part {
    let check = GatewayConfiguration.check(
      source: SourceText(name: "gateway.yaml", bytes: Array("repair: { packs: [common] }".utf8)), environment: [:])
    return ConformanceSetup(check.configuration, reporting: check).general
  }
}

extension JSONTree {
  /// The document with its members sorted and its numbers as values: `1.0` is `1`.
  var comparable: JSONTree {
    switch self {
    case .number(let text): .number(Double(text).map { "\($0)" } ?? text)
    case .array(let elements): .array(elements.map(\.comparable))
    case .object(let members):
      .object(members.map { Member($0.name, $0.value.comparable) }.sorted { $0.name < $1.name })
    default: self
    }
  }
}
