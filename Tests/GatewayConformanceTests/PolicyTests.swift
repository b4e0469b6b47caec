import GatewayConformance
import GatewayCore
import OCPPCodec
import Testing

@Suite("Validation policies")
struct PolicyTests {
  private let serial =
    #"[2,"s1","BootNotification",{"chargePointVendor":"ACME","chargePointModel":"M","chargePointSerialNumber":"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}]"#
  private let extra = #"[2,"e1","Heartbeat",{"extra":[1.50]}]"#

  private func code(_ yaml: String, _ frame: String, station: String = "CP-1") async throws -> String? {
    let fixture = try ConformanceFixture(yaml)
    #expect(fixture.problems.isEmpty)
    return try await fixture.answer(frame, try fixture.open(.v16, station: station))?.code
  }

  @Test("modes, by payload and action; what is named goes before *, that before the default")
  func modes() async throws {
    #expect(try await code("", extra) == "FormationViolation")
    #expect(try await code("validation: lenient", extra) == nil)
    #expect(try await code("validation: off", extra) == nil)
    #expect(try await code("validation: { default: lenient, requests: { Heartbeat: strict } }", extra) != nil)
    #expect(try await code("validation: { requests: { '*': lenient, Heartbeat: strict } }", extra) != nil)
    #expect(try await code("validation: { requests: { Heartbeat: strict, '*': lenient } }", serial) == nil)
    #expect(try await code("validation: { responses: { '*': lenient } }", extra) != nil)
  }

  @Test("a lenient policy gives handlers the message as it came, and counts; off doesn't count")
  func lenient() async throws {
    let fixture = try ConformanceFixture("validation: lenient")
    #expect(try await fixture.answer(extra, try fixture.open(.v16))?.code == nil)
    #expect(fixture.seen.lastText == #"{"extra":[1.50]}"#)
    let finding = try #require(fixture.ledger.findings.first)
    #expect(finding.counts == [.lenient: 1])
    #expect(finding.key.pointer == "/extra")
    #expect(finding.key.keyword == .additionalProperties)
    let off = try ConformanceFixture("validation: off")
    #expect(try await off.answer(extra, try off.open(.v16))?.code == nil)
    #expect(off.ledger.findings.isEmpty)
  }

  @Test("what no message can carry is mended by who is lenient, as little as can be; never in silence")
  func notCarried() async throws {
    for mode in ["lenient", "off"] {
      let fixture = try ConformanceFixture("validation: \(mode)")
      #expect(fixture.problems.isEmpty)
      #expect(try await fixture.answer(#"[2,"1","Authorize",{"idTag":5}]"#, try fixture.open(.v16))?.type == 3)
      #expect(fixture.seen.lastText == #"{"idTag":"5"}"#)
      #expect(fixture.log.last("message repaired")?["rules"] == "lenient: number for text")
      #expect(fixture.ledger.messages == (mode == "off" ? [:] : [.repaired: 1]))
    }
    // What is no JSON is no message: nothing can be let through.
    #expect(try await code("validation: lenient", #"[2,"1","Authorize",{"idTag":}]"#) == "FormationViolation")
  }

  /// Transaction messages that lack something, and what handlers get of them.
  static let incomplete: [(version: OCPPVersion, action: String, payload: String, handled: String)] = [
    (
      .v16, "StartTransaction", #"{"connectorId":1,"idTag":"T","timestamp":"2026-01-01T00:00:00Z"}"#,
      #"{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}"#
    ),
    (
      .v16, "StartTransaction", #"{"connectorId":"one","meterStart":7.6}"#,
      #"{"connectorId":0,"idTag":"","meterStart":8,"timestamp":"2026-03-14T09:26:03.111Z"}"#
    ),
    (
      .v16, "StopTransaction", #"{"meterStop":null,"reason":["Local"],"transactionData":{}}"#,
      #"{"meterStop":0,"reason":"Local","timestamp":"2026-03-14T09:26:03.111Z","transactionData":[{"sampledValue":[],"timestamp":"2026-03-14T09:26:03.111Z"}],"transactionId":0}"#
    ),
    (
      .v16, "MeterValues", #"{"meterValue":{"sampledValue":[{"unit":"Wh"},7]},"transactionId":[1,2]}"#,
      #"{"connectorId":0,"meterValue":[{"sampledValue":[{"unit":"Wh","value":""}],"timestamp":"2026-03-14T09:26:03.111Z"}]}"#
    ),
    (
      .v201, "TransactionEvent",
      #"{"eventType":"Started","offline":"no","transactionInfo":{"chargingState":"Charging"}}"#,
      #"{"eventType":"Started","seqNo":0,"timestamp":"2026-03-14T09:26:03.111Z","transactionInfo":{"chargingState":"Charging","transactionId":"2026-03-14T09:26:03.111Z"},"triggerReason":""}"#
    ),
    (
      .v201, "TransactionEvent", "{}",
      #"{"eventType":"","seqNo":0,"timestamp":"2026-03-14T09:26:03.111Z","transactionInfo":{"transactionId":"2026-03-14T09:26:03.111Z"},"triggerReason":""}"#
    ),
  ]

  @Test("no transaction message is lost under a lenient policy, whatever it lacks", arguments: incomplete.indices)
  func noneIsLost(_ index: Int) async throws {
    let (version, action, payload, handled) = Self.incomplete[index]
    let fixture = try ConformanceFixture("validation: lenient")
    let answer = try await fixture.answer("[2,\"1\",\"\(action)\",\(payload)]", try fixture.open(version))
    #expect(answer?.type == 3, "\(answer?.description ?? "")")
    #expect(
      try JSONTreeParser.parse(try #require(fixture.seen.lastText)).sorted == JSONTreeParser.parse(handled).sorted)
    // The log says how the one became the other.
    let patch = try #require(fixture.ledger.findings.compactMap(\.example.patch).first)
    #expect(patch == fixture.log.last("message repaired")?["patch"])
    #expect(fixture.ledger.messages == [.repaired: 1])
    let strict = try ConformanceFixture()
    #expect(
      try await strict.answer("[2,\"1\",\"\(action)\",\(payload)]", try strict.open(version))?.type == 4)
  }

  @Test("a waiver lets one thing through, and nothing else")
  func waivers() async throws {
    let waiver =
      "validation: { waivers: [{ action: BootNotification, pointer: /chargePointSerialNumber, allow: maxLength }] }"
    #expect(try await code(waiver, serial) == nil)
    #expect(try await code(waiver, extra) != nil)
    let both = serial.replacing("\"M\"", with: "\"MODEL THAT IS MUCH TOO LONG\"")
    let fixture = try ConformanceFixture(waiver)
    let answer = try await fixture.answer(both, try fixture.open(.v16))
    // The reason is what isn't waived.
    #expect(answer?.description?.contains("'/chargePointModel'") == true)
    #expect(
      Set(fixture.ledger.findings.map { "\($0.key.pointer) \($0.counts.keys.first?.rawValue ?? "")" })
        == ["/chargePointModel refused", "/chargePointSerialNumber waived"])
  }

  @Test("a station rule goes over what is so in general; what a boot says of its station counts for the boot itself")
  func rules() async throws {
    let yaml = """
      validation: { requests: { Heartbeat: strict } }
      stations:
        - match: { vendor: ACME, firmware: "1.*" }
          validation: lenient
        - match: { id: "D-*" }
          validation: { waivers: [{ pointer: /**, allow: [additionalProperties, enum] }] }
          repair: { packs: [common] }
      """
    #expect(try await code(yaml, serial) != nil)
    let firmware = serial.replacing("\"M\",", with: "\"M\",\"firmwareVersion\":\"1.7\",")
    #expect(try await code(yaml, firmware) == nil)
    #expect(try await code(yaml, extra) != nil)
    #expect(try await code(yaml, extra, station: "D-1") == nil)
    #expect(try await code(yaml, #"[2,"1","Authorize",{"idTag":5}]"#, station: "D-1") == nil)
    // What the rule says of all goes before what is said in general of one.
    let fixture = try ConformanceFixture(yaml)
    let session = try fixture.open(.v16)
    _ = try await fixture.answer(firmware, session)
    #expect(session.rule == 0)
    #expect(try await fixture.answer(extra, session)?.code == nil)
  }

  @Test("rules of the configuration itself: insert, rename, set, round, truncate")
  func ownRules() async throws {
    let yaml = """
      repair:
        rules:
          - { action: StatusNotification, keyword: required, pointer: /errorCode, do: insert, value: NoError }
          - { keyword: enum, pointer: /status, do: rename, values: { Idle: Available } }
          - { keyword: type, expected: integer, found: string, pointer: /connectorId, do: set, value: 0 }
          - { keyword: type, expected: integer, found: number, do: round }
          - { keyword: maxLength, do: truncate }
      """
    let fixture = try ConformanceFixture(yaml)
    #expect(fixture.problems.isEmpty)
    let session = try fixture.open(.v16)
    let info = String(repeating: "x", count: 60)
    let status = "[2,\"1\",\"StatusNotification\",{\"connectorId\":\"one\",\"status\":\"Idle\",\"info\":\"\(info)\"}]"
    #expect(try await fixture.answer(status, session)?.code == nil)
    #expect(
      fixture.seen.lastText
        == "{\"connectorId\":0,\"errorCode\":\"NoError\",\"info\":\"\(info.prefix(50))\",\"status\":\"Available\"}")
    let start =
      #"[2,"2","StartTransaction",{"connectorId":1,"idTag":"T","meterStart":1234.5,"timestamp":"2026-01-01T00:00:00Z"}]"#
    #expect(try await fixture.answer(start, session)?.code == nil)
    #expect(fixture.log.last("message repaired")?["patch"] == #"[{"op":"replace","path":"/meterStart","value":1235}]"#)
  }

  @Test("half a repair is none: what remains wrong is the reason, and the message is refused as it came")
  func halfARepair() async throws {
    let fixture = try ConformanceFixture("repair: { packs: [common] }")
    let answer = try await fixture.answer(
      #"[2,"1","StartTransaction",{"connectorId":"1","idTag":7,"timestamp":""}]"#, try fixture.open(.v16))
    #expect(answer?.code == "OccurenceConstraintViolation")
    #expect(answer?.description?.contains("meterStart") == true)
    #expect(fixture.log.last("message repaired") == nil)
  }

  @Test("a token in what is kept as an example, or logged, is hidden")
  func tokens() async throws {
    let fixture = try ConformanceFixture("repair: { packs: [common] }")
    let session = try fixture.open(.v16)
    _ = try await fixture.answer(#"[2,"1","Authorize",{"idTag":98765432100}]"#, session)
    _ = try await fixture.answer(#"[2,"2","Authorize",{"idTag":"98765432100",}]"#, session)
    let texts = fixture.ledger.findings.flatMap { [$0.example.text, $0.example.patch ?? ""] }
    let log = fixture.log.all.flatMap { $0.metadata.map { "\($0.value)" } }
    // Refusals too are logged, and told to the station.
    let strict = try ConformanceFixture()
    let refusal = try await strict.answer(#"[2,"1","Authorize",{"idTag":98765432100}]"#, try strict.open(.v16))
    let lines = strict.log.all.flatMap { $0.metadata.map { "\($0.value)" } } + [refusal?.description ?? ""]
    #expect(lines.filter { $0.contains("'/idTag' must be of type string, not number") }.count >= 2)
    #expect(!lines.contains { $0.contains("98765") })
    #expect(texts.count == 4)
    #expect((texts + log).allSatisfy { !$0.contains("98765") })
  }

  @Test("mistakes are told with their place")
  func mistakes() throws {
    func problems(_ yaml: String) throws -> String { try ConformanceFixture(yaml).problems.joined(separator: "\n") }
    #expect(try problems("validation: soft").contains("gateway.yaml:1:13: 'validation' must be strict, lenient or off"))
    #expect(
      try problems("validation: { requests: { Bootnotification: strict } }").contains("1:27: no version of OCPP has"))
    #expect(try problems("validation: { commands: {} }").contains("unknown key 'commands'"))
    #expect(try problems("validation: { waivers: [{ pointer: /a, allow: type }] }").contains("1:47"))
    #expect(try problems("validation: { waivers: [{ pointer: a, allow: enum }] }").contains("JSON pointer"))
    #expect(try problems("repair: { packs: [commn] }").contains("there is no repair pack 'commn'"))
    #expect(try problems("repair: { packs: ['../x'] }").contains("is not the name of a repair pack"))
    #expect(try problems("repair: { rules: [{ do: insert }] }").contains("needs a 'value'"))
    #expect(try problems("repair: { rules: [{ do: drop, value: 1 }] }").contains("takes no 'value'"))
    #expect(try problems("repair: { rules: [{ do: rename }] }").contains("needs 'values'"))
    #expect(try problems("repair: { rules: [{ do: add_zone, zone: CET }] }").contains("zone"))
    #expect(try problems("repair: { rules: [{ keyword: enum }] }").contains("'repair.rules[0].do' is required"))
  }
}
