import GatewayConformance
import GatewayCore
import OCPPCodec
import Testing

/// What real stations do, each time: refused strictly with the right code; under the pack `common` handled, and what was
/// changed is in the log.
@Suite("Quirks of real stations")
struct QuirkTests {
  struct Quirk: Sendable, CustomTestStringConvertible {
    var name: String
    var version: OCPPVersion = .v16
    var action: String
    var payload: String
    /// Of the strict CALLERROR; nil when the schema allows it.
    var code: String?
    /// What the CALLERROR must name: keyword and pointer.
    var named: [String] = []
    /// The JSON Patch in the log; nil when the message is handled as it came.
    var patch: String?
    /// What the handler got, if it isn't the payload as it came.
    var handled: String?

    var testDescription: String { name }
  }

  private static let boot = #""chargePointVendor":"V","chargePointModel":"M""#
  private static let start = #""connectorId":1,"meterStart":5,"timestamp":"2026-01-01T00:00:00Z""#
  private static func status(_ rest: String) -> String {
    #"{"connectorId":1,"errorCode":"NoError","status":"Available"\#(rest)}"#
  }
  private static func sample(_ sample: String) -> String {
    #"{"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":\#(sample)}]}"#
  }

  static let quirks: [Quirk] = [
    // Serial numbers longer than allowed
    Quirk(
      name: "serial number of 26", action: "BootNotification",
      payload: "{\(boot),\"chargePointSerialNumber\":\"ABCDEFGHIJKLMNOPQRSTUVWXYZ\"}",
      code: "PropertyConstraintViolation", named: ["maxLength", "/chargePointSerialNumber"]),
    Quirk(
      name: "serial number of 34", action: "BootNotification",
      payload: "{\(boot),\"chargeBoxSerialNumber\":\"0123456789012345678901234567890123\"}",
      code: "PropertyConstraintViolation", named: ["maxLength", "/chargeBoxSerialNumber"]),
    Quirk(
      name: "serial number of 34 in 2.0.1", version: .v201, action: "BootNotification",
      payload:
        #"{"reason":"PowerUp","chargingStation":{"model":"M","vendorName":"V","serialNumber":"0123456789012345678901234567890123"}}"#,
      code: "PropertyConstraintViolation", named: ["maxLength", "/chargingStation/serialNumber"]),
    Quirk(
      name: "id tag padded beyond 20", action: "Authorize",
      payload: #"{"idTag":"04A1B2C3D4E5F6\u0000\u0000\u0000\u0000\u0000\u0000\u0000"}"#,
      code: "PropertyConstraintViolation", named: ["maxLength", "/idTag"],
      patch: #"[{"op":"replace","path":"/idTag","value":"***"}]"#, handled: #"{"idTag":"04A1B2C3D4E5F6"}"#),
    // The schema counts characters only, so this one conforms: it is kept as it came.
    Quirk(
      name: "id tag padded to 20", action: "Authorize",
      payload: #"{"idTag":"04A1B2C3D4E5F6\u0000\u0000\u0000\u0000\u0000\u0000"}"#),
    // Values out of the lists
    // The schemas have both spellings.
    Quirk(
      name: "Celsius and Celcius", action: "MeterValues",
      payload: sample(#"[{"value":"21","unit":"Celsius"},{"value":"21","unit":"Celcius"}]"#)),
    Quirk(
      name: "unit Hz", action: "MeterValues", payload: sample(#"[{"value":"50","unit":"Hz"}]"#),
      code: "PropertyConstraintViolation", named: ["enum", "/meterValue/0/sampledValue/0/unit"]),
    Quirk(
      name: "measurand Request.Energy", action: "MeterValues",
      payload: sample(#"[{"value":"50","measurand":"Request.Energy"}]"#),
      code: "PropertyConstraintViolation", named: ["enum", "/meterValue/0/sampledValue/0/measurand"]),
    Quirk(
      name: "errorCode Error", action: "StatusNotification",
      payload: #"{"connectorId":1,"errorCode":"Error","status":"Faulted"}"#,
      code: "PropertyConstraintViolation", named: ["enum", "/errorCode"]),
    Quirk(
      name: "letter case of a status", action: "StatusNotification",
      payload: #"{"connectorId":1,"errorCode":"NoError","status":"available"}"#,
      code: "PropertyConstraintViolation", named: ["enum", "/status"],
      patch: #"[{"op":"replace","path":"/status","value":"Available"}]"#, handled: status("")),
    Quirk(
      name: "letter case of a unit", action: "MeterValues", payload: sample(#"[{"value":"1","unit":"KWH"}]"#),
      code: "PropertyConstraintViolation", named: ["enum", "/meterValue/0/sampledValue/0/unit"],
      patch: #"[{"op":"replace","path":"/meterValue/0/sampledValue/0/unit","value":"kWh"}]"#,
      handled: sample(#"[{"value":"1","unit":"kWh"}]"#)),
    Quirk(
      name: "letter case of a name", action: "Authorize", payload: #"{"idtag":"T1"}"#,
      code: "FormationViolation", named: ["additionalProperties", "the payload"],
      patch: #"[{"op":"move","from":"/idtag","path":"/idTag"}]"#, handled: #"{"idTag":"T1"}"#),
    // Types
    Quirk(
      name: "number for text", action: "MeterValues", payload: sample(#"[{"value":12.30}]"#),
      code: "TypeConstraintViolation", named: ["type", "/meterValue/0/sampledValue/0/value"],
      patch: #"[{"op":"replace","path":"/meterValue/0/sampledValue/0/value","value":"12.30"}]"#,
      handled: sample(#"[{"value":"12.30"}]"#)),
    Quirk(
      name: "text for number", action: "StartTransaction",
      payload: #"{"connectorId":"1","idTag":"T","meterStart":"5","timestamp":"2026-01-01T00:00:00Z"}"#,
      code: "TypeConstraintViolation", named: ["type", "/connectorId"],
      patch: #"[{"op":"replace","path":"/meterStart","value":5},{"op":"replace","path":"/connectorId","value":1}]"#,
      handled: #"{"connectorId":1,"idTag":"T","meterStart":5,"timestamp":"2026-01-01T00:00:00Z"}"#),
    Quirk(
      name: "1.0 for 1", action: "StatusNotification",
      payload: #"{"connectorId":1.0,"errorCode":"NoError","status":"Available"}"#, handled: status("")),
    Quirk(
      name: "whole number as decimal", action: "StartTransaction",
      payload: #"{"connectorId":1,"idTag":"T","meterStart":1500.000,"timestamp":"2026-01-01T00:00:00Z"}"#,
      handled: #"{"connectorId":1,"idTag":"T","meterStart":1500,"timestamp":"2026-01-01T00:00:00Z"}"#),
    // Nothing where there should be something
    Quirk(
      name: "null for an absent field", action: "StatusNotification", payload: status(#","info":null,"vendorId":null"#),
      code: "TypeConstraintViolation", named: ["type", "/info"],
      patch: #"[{"op":"remove","path":"/vendorId"},{"op":"remove","path":"/info"}]"#, handled: status("")),
    Quirk(
      name: "payload null for {}", action: "Heartbeat", payload: "null", code: "TypeConstraintViolation",
      named: ["type", "the payload"], patch: #"[{"op":"replace","path":"","value":{}}]"#, handled: "{}"),
    Quirk(
      name: "object for a list of one", action: "MeterValues", payload: sample(#"{"value":"1"}"#),
      code: "TypeConstraintViolation", named: ["type", "/meterValue/0/sampledValue"],
      patch: #"[{"op":"replace","path":"/meterValue/0/sampledValue","value":[{"value":"1"}]}]"#,
      handled: sample(#"[{"value":"1"}]"#)),
    Quirk(name: "sampledValue [] in 1.6, where the schema allows it", action: "MeterValues", payload: sample("[]")),
    Quirk(
      name: "sampledValue [] in 2.0.1", version: .v201, action: "MeterValues",
      payload: #"{"evseId":1,"meterValue":[{"sampledValue":[],"timestamp":"2026-01-01T00:00:00Z"}]}"#,
      code: "OccurrenceConstraintViolation", named: ["minItems", "/meterValue/0/sampledValue"]),
    // Times
    Quirk(
      name: "time without zone", action: "StatusNotification", payload: status(#","timestamp":"2026-01-01T10:00:00""#),
      code: "PropertyConstraintViolation", named: ["format", "/timestamp"],
      patch: #"[{"op":"replace","path":"/timestamp","value":"2026-01-01T10:00:00Z"}]"#,
      handled: status(#","timestamp":"2026-01-01T10:00:00Z""#)),
    Quirk(
      name: "time with +03", action: "StatusNotification", payload: status(#","timestamp":"2026-01-01T10:00:00+03""#),
      code: "PropertyConstraintViolation", named: ["format", "/timestamp"],
      patch: #"[{"op":"replace","path":"/timestamp","value":"2026-01-01T10:00:00+03:00"}]"#,
      handled: status(#","timestamp":"2026-01-01T10:00:00+03:00""#)),
    Quirk(
      name: "time with fractions, which RFC 3339 has", action: "StatusNotification",
      payload: status(#","timestamp":"2026-01-01T10:00:00.123456Z""#)),
    Quirk(
      name: "empty time where one may be", action: "StatusNotification", payload: status(#","timestamp":"""#),
      code: "PropertyConstraintViolation", named: ["format", "/timestamp"],
      patch: #"[{"op":"remove","path":"/timestamp"}]"#, handled: status("")),
    Quirk(
      name: "empty time where one must be", action: "StartTransaction",
      payload: #"{"connectorId":1,"idTag":"T","meterStart":5,"timestamp":""}"#,
      code: "PropertyConstraintViolation", named: ["format", "/timestamp"],
      patch:
        #"[{"op":"remove","path":"/timestamp"},{"op":"add","path":"/timestamp","value":"2026-03-14T09:26:03.111Z"}]"#,
      handled: #"{"connectorId":1,"idTag":"T","meterStart":5,"timestamp":"2026-03-14T09:26:03.111Z"}"#),
    Quirk(
      name: "time 0", action: "StopTransaction", payload: #"{"transactionId":1,"meterStop":5,"timestamp":"0"}"#,
      code: "PropertyConstraintViolation", named: ["format", "/timestamp"],
      patch:
        #"[{"op":"remove","path":"/timestamp"},{"op":"add","path":"/timestamp","value":"2026-03-14T09:26:03.111Z"}]"#,
      handled: #"{"meterStop":5,"timestamp":"2026-03-14T09:26:03.111Z","transactionId":1}"#),
    // More than the schema has, and less than one would like
    Quirk(
      name: "unknown property", action: "Heartbeat", payload: #"{"uptime":{"s":1.50}}"#, code: "FormationViolation",
      named: ["additionalProperties", "uptime"]),
    Quirk(
      name: "unknown property in 2.0.1", version: .v201, action: "Heartbeat", payload: #"{"uptime":17}"#,
      code: "FormatViolation", named: ["additionalProperties", "uptime"]),
    Quirk(
      name: "empty vendor and model, which the schema allows", action: "BootNotification",
      payload: #"{"chargePointModel":"","chargePointVendor":""}"#),
  ]

  @Test("refused strictly, with code, pointer and keyword", arguments: quirks)
  func strict(_ quirk: Quirk) async throws {
    let fixture = try ConformanceFixture()
    let session = try fixture.open(quirk.version)
    let answer = try #require(try await fixture.answer("[2,\"q1\",\"\(quirk.action)\",\(quirk.payload)]", session))
    #expect(answer.code == quirk.code)
    for part in quirk.named { #expect(answer.description?.contains(part) == true, "\(answer.description ?? "")") }
    #expect(fixture.ledger.messages == (quirk.code == nil ? [:] : [.refused: 1]))
  }

  @Test("handled under the pack common, and the change is logged", arguments: quirks)
  func common(_ quirk: Quirk) async throws {
    let fixture = try ConformanceFixture("repair: { packs: [common] }")
    #expect(fixture.problems.isEmpty)
    let session = try fixture.open(quirk.version)
    let answer = try #require(try await fixture.answer("[2,\"q1\",\"\(quirk.action)\",\(quirk.payload)]", session))
    #expect(answer.type == 3, "\(answer.description ?? "")")
    // Nothing is lost, and nothing changed but what the log says.
    let handled = try JSONTreeParser.parse(try #require(fixture.seen.lastText))
    let expected = try JSONTreeParser.parse(quirk.handled ?? quirk.payload)
    #expect(handled.sorted == expected.sorted)
    #expect(fixture.log.last("message repaired")?["patch"] == quirk.patch)
    if quirk.code != nil {
      #expect(fixture.ledger.messages == [quirk.patch == nil ? .waived : .repaired: 1])
    }
  }

  /// A frame that is no JSON, and what is handled.
  static let broken: [(frame: String, handled: String, repairs: String)] = [
    (
      #"[2,"b1","StopTransaction",{"transactionId":,"meterStop":5,"timestamp":"2026-01-01T00:00:00Z","transactionId":7}]"#,
      #"{"meterStop":5,"timestamp":"2026-01-01T00:00:00Z","transactionId":7}"#, "missing_values at byte 43"
    ),
    (
      #"[2,"b1","MeterValues",{"connectorId":1,"meterValue":[,{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[]}]}]"#,
      #"{"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[]}]}"#,
      "empty_elements at byte 53"
    ),
    (#"[2,"b1","Authorize",{"idTag":"A\B"}]"#, #"{"idTag":"A\\B"}"#, "stray_backslashes at byte 31"),
    (#"[2,"b1","Heartbeat",{},]"#, "{}", "trailing_commas at byte 23"),
    ("[2,\"b1\",\"Heartbeat\",{}]\u{0}\u{0}", "{}", "padding at byte 23"),
    ("[2,\"b1\",\"Authorize\",{\"idTag\":\"A\u{1}B\"}]", #"{"idTag":"A\u0001B"}"#, "control_characters at byte 31"),
    (#"[2,"b1","Heartbeat"]"#, "{}", "missing_payload at byte 0"),
    (#"[2,1,"heartbeat",{}]"#, "{}", "numeric_ids at byte 0, action_case at byte 0"),
    (#"[2,"b1","Authorize",{"idTag":"A","idTag":"A"}]"#, #"{"idTag":"A"}"#, "repeated_members at byte 33"),
  ]

  @Test("broken JSON is refused strictly", arguments: broken.indices)
  func brokenStrictly(_ index: Int) async throws {
    let fixture = try ConformanceFixture()
    let answer = try #require(try await fixture.answer(Self.broken[index].frame, try fixture.open(.v16)))
    #expect(answer.code == "FormationViolation" || answer.code == "NotImplemented")
    #expect(fixture.log.last("frame repaired") == nil)
  }

  @Test("broken JSON is mended where only one thing can be meant", arguments: broken.indices)
  func brokenMended(_ index: Int) async throws {
    let (frame, handled, repairs) = Self.broken[index]
    let fixture = try ConformanceFixture("repair: { packs: [common] }")
    let answer = try #require(try await fixture.answer(frame, try fixture.open(.v16)))
    #expect(answer.type == 3, "\(answer.description ?? "")")
    #expect(
      try JSONTreeParser.parse(try #require(fixture.seen.lastText)).sorted == JSONTreeParser.parse(handled).sorted)
    #expect(fixture.log.last("frame repaired")?["repairs"] == repairs)
  }

  @Test(
    "what can't be mended safely is refused all the same",
    arguments: [
      #"[2,"b1","Authorize",{"idTag":"A"#, #"[2,"b1","Authorize",{"idTag":"A","idTag":"B"}]"#,
      #"[2,"b1","Authorize",{"idTag":"\ud800"}]"#, #"[2,"b1","StartTransaction",{"connectorId":007}]"#,
      #"[2,"b1","Authorize",{idTag:"A"}]"#, #"[2,"b1","Authorize",{"idTag":NaN}]"#, "[2,\"b1\" \"Heartbeat\",{}]",
    ])
  func unsafe(_ frame: String) async throws {
    let fixture = try ConformanceFixture("repair: { packs: [common] }")
    let answer = try #require(try await fixture.answer(frame, try fixture.open(.v16)))
    #expect(answer.code == "FormationViolation")
    #expect(fixture.seen.last == nil)
  }
}

extension JSONTree {
  /// The document with the members of its objects in the order of their names.
  var sorted: JSONTree {
    switch self {
    case .array(let elements): .array(elements.map(\.sorted))
    case .object(let members):
      .object(members.map { Member($0.name, $0.value.sorted) }.sorted { $0.name < $1.name })
    default: self
    }
  }
}
