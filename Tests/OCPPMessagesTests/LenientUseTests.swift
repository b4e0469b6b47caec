import OCPP16
import OCPP201
import OCPPCodec
import Testing

@Suite("Messages that don't conform, kept for a lenient policy")
struct LenientUseTests {
  @Test("values that a violation leaves representable are kept as they came")
  func kept() throws {
    let text = """
      {"connectorId":1,"errorCode":"Error","status":"available","info":"\(String(repeating: "x", count: 51))",\
      "timestamp":"2026-03-14 09:26","extra":{"a":[1]},"vendorId":"v"}
      """
    let report = OCPP16.MessageCatalog.v16.action(named: "StatusNotification")?.request.report(text)
    let message = try #require(report?.message as? OCPP16.StatusNotificationRequest)
    #expect(message.errorCode == .unrecognized("Error"))
    #expect(message.status == .unrecognized("available"))
    #expect(message.info?.count == 51)
    #expect(message.timestamp?.description == "2026-03-14 09:26")
    #expect(message.timestamp?.isReadable == false)
    #expect(message.additionalMembers?["extra"]?.text == #"{"a":[1]}"#)
    #expect(
      report?.violations.map { "\($0.keyword) \($0.pointer)" } == [
        "enum /errorCode", "enum /status", "maxLength /info", "format /timestamp", "additionalProperties ",
      ])
    #expect(report?.violations.last?.member == "extra")
    #expect(try JSONContent(written(message)) == JSONContent(text), "and are written as they came")
  }

  @Test(
    "each violation has its keyword, pointer and error code",
    arguments: [
      (#"{"meterValue":[]}"#, "required ", "OccurenceConstraintViolation"),
      (#"{"connectorId":"1","meterValue":[]}"#, "type /connectorId", "TypeConstraintViolation"),
      (#"{"connectorId":null,"meterValue":[]}"#, "type /connectorId", "TypeConstraintViolation"),
      (#"{"connectorId":1,"meterValue":{}}"#, "type /meterValue", "TypeConstraintViolation"),
      (
        #"{"connectorId":1,"meterValue":[{"timestamp":"x","sampledValue":[]}]}"#, "format /meterValue/0/timestamp",
        "PropertyConstraintViolation"
      ),
      (
        #"{"connectorId":1,"meterValue":[{"timestamp":"2026-03-14T09:26:03Z","sampledValue":[{"value":"1"},{"value":2}]}]}"#,
        "type /meterValue/0/sampledValue/1/value", "TypeConstraintViolation"
      ),
      (#"{"connectorId":1,"meterValue":[],"x/y~z":1}"#, "additionalProperties ", "FormationViolation"),
      (#"{"connectorId":1,"meterValue":[]"#, "wellFormed /meterValue", "FormationViolation"),
      ("", "wellFormed ", "FormationViolation"),
      ("[]", "type ", "TypeConstraintViolation"), ("null", "type ", "TypeConstraintViolation"),
    ])
  func reported(_ text: String, _ place: String, _ code: String) throws {
    let error = #expect(throws: MessageViolations.self) { try OCPP16.MeterValuesRequest.decode(text) }
    let violation = try #require(error?.violations.first)
    #expect(error?.violations.count == 1)
    #expect("\(violation.keyword) \(violation.pointer)" == place)
    #expect(violation.code.rawValue == code)
    #expect(error?.description == violation.message)
  }

  @Test("2.0.1 has its own names for two codes")
  func codes() throws {
    let absent = #expect(throws: MessageViolations.self) { try OCPP201.HeartbeatResponse.decode("{}") }
    #expect(absent?.violations.map(\.code) == [.occurrenceConstraintViolation])
    let malformed = #expect(throws: MessageViolations.self) { try OCPP201.HeartbeatResponse.decode("{") }
    #expect(malformed?.violations.map(\.code) == [.formatViolation])
  }

  @Test("what a message says is escaped and cut in the sentence about it")
  func harmless() throws {
    let text = "{\"requestedMessage\":\"\\u001b[31m\\n\(String(repeating: "x", count: 1000))\"}"
    let error = #expect(throws: MessageViolations.self) { try OCPP16.TriggerMessageRequest.decode(text) }
    let message = try #require(error?.violations.first?.message)
    #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    #expect(message.count < 300)
  }

  @Test("an enumeration keeps a value it doesn't know, and compares by bytes")
  func enumerations() throws {
    #expect(OCPP16.ResetType(text: "Hard") == .hard)
    #expect(OCPP16.ResetType(text: "hard") == .unrecognized("hard"))
    #expect(OCPP16.ResetType(text: "Hard\u{301}").text == "Hard\u{301}")
    #expect(OCPP16.ResetType(text: "") == .unrecognized(""))
    for value in OCPP16.ChargePointErrorCode.knownValues {
      #expect(OCPP16.ChargePointErrorCode(text: value.text) == value)
      #expect(value.json.text == "\"\(value.text)\"")
    }
    // The Kelvin sign is canonically equivalent to the letter.
    #expect(OCPP16.UnitOfMeasure(text: "K") == .k)
    #expect(OCPP16.UnitOfMeasure(text: "\u{212A}") == .unrecognized("\u{212A}"))
    let error = #expect(throws: MessageViolations.self) {
      try OCPP16.CancelReservationResponse.decode("{\"status\":\"accepted\"}")
    }
    #expect(error?.violations.map(\.keyword) == [.enum])
    #expect(OCPP201.ChargingStateEnumType.unrecognized("a\"b").json.text == #""a\"b""#)
  }
}
