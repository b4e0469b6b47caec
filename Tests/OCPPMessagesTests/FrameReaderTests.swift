import OCPP16
import OCPP201
import OCPPCodec
import Testing

@Suite("OCPP-J frames read")
struct FrameReaderTests {
  private func read(_ text: String, _ catalog: MessageCatalog = .v16) -> InboundFrame {
    Array(text.utf8).withUnsafeBufferPointer { FrameReader(catalog).read($0) }
  }

  @Test(
    "a CALL is read with its payload",
    arguments: [
      #"[2,"19223201","Authorize",{"idTag":"A"}]"#, " [ 2 , \"19223201\" , \"Authorize\" , {\"idTag\":\"A\"} ] \n",
      #"[2.0,"\u00319223201","\u0041uthorize",{"idTag":"A"}]"#,
    ])
  func call(_ text: String) throws {
    guard case .call(let call) = read(text) else { throw Mismatch(text: text) }
    #expect(call.id == "19223201")
    #expect(call.action.name == "Authorize")
    #expect(try call.payload.get() as? OCPP16.AuthorizeRequest == OCPP16.AuthorizeRequest(idTag: "A"))
    let payload = Array(text.utf8)[call.range]
    #expect(String(decoding: payload, as: UTF8.self).filter { $0 != " " } == #"{"idTag":"A"}"#)
  }

  @Test("a CALL with a bad payload is a CALL still", arguments: ["{}", "null", "[]", #"{"idTag":1}"#])
  func badPayload(_ payload: String) throws {
    guard case .call(let call) = read("[2,\"1\",\"Authorize\",\(payload)]") else { throw Mismatch(text: payload) }
    #expect(throws: MessageViolations.self) { try call.payload.get() }
  }

  @Test("an action of the other version is unknown")
  func unknownAction() throws {
    guard case .unknownAction("1", "TransactionEvent") = read(#"[2,"1","TransactionEvent",{"a":[1]}]"#) else {
      throw Mismatch(text: "TransactionEvent")
    }
    guard case .call = read(#"[2,"1","TransactionEvent",{}]"#, .v201) else { throw Mismatch(text: "TransactionEvent") }
  }

  @Test("a CALLRESULT tells where its payload is", arguments: ["{}", "null", #"{"currentTime":"]"}"#])
  func result(_ payload: String) throws {
    let text = "[3, \"é\",\(payload)]"
    guard case .result("é", let range) = read(text) else { throw Mismatch(text: text) }
    #expect(String(decoding: Array(text.utf8)[range], as: UTF8.self) == payload)
  }

  @Test(
    "a CALLERROR may leave out what it has nothing to say in",
    arguments: [
      (#"[4,"1","GenericError","why",{"a":1}]"#, "why", #"{"a":1}"#), (#"[4,"1","GenericError",""]"#, "", "{}"),
      (#"[4,"1","GenericError"]"#, "", "{}"),
    ])
  func error(_ text: String, _ description: String, _ details: String) throws {
    guard case .error("1", let error) = read(text) else { throw Mismatch(text: text) }
    #expect(error.code == .genericError)
    #expect(error.description == description)
    #expect(error.details.text == details)
  }

  @Test("other message types are told apart from what is no frame", arguments: [0, 1, 5, 6, -1, 1000])
  func types(_ type: Int) throws {
    guard case .unsupportedType("1", type) = read("[\(type),\"1\",\"x\",{}]") else { throw Mismatch(text: "\(type)") }
  }

  @Test(
    "what is no frame is malformed, with as much as can be read",
    arguments: [
      ("", nil, false), ("{}", nil, false), ("[]", nil, false), ("null", nil, false), ("[2]", nil, false),
      ("[\"2\",\"1\"]", nil, false),
      ("[2.5,\"1\",\"Heartbeat\",{}]", nil, false), ("[2,1,\"Heartbeat\",{}]", nil, false),
      ("[2,null,\"Heartbeat\",{}]", nil, false),
      ("[2,\"1\"]", "1", false), ("[2,\"1\",\"Heartbeat\"]", "1", false), ("[2,\"1\",5,{}]", "1", false),
      ("[2,\"1\",\"Heartbeat\",{}", "1", false), ("[2,\"1\",\"Heartbeat\",{},1]", "1", false),
      ("[2,\"1\",\"Heartbeat\",{}] x", "1", false),
      ("[2,\"1\",\"Heartbeat\",{\"a\":1,\"a\":2}]", "1", false), ("[2,\"1\",\"Heartbeat\",{]", "1", false),
      ("[3,\"1\"]", "1", true),
      ("[3,\"1\",{},{}]", "1", true), ("[3,\"\",", "", true), ("[4,\"1\"]", "1", true),
      ("[4,\"1\",null,\"\",{}]", "1", true),
      ("[4,\"1\",\"GenericError\",1]", "1", true), ("[4,\"1\",\"GenericError\",\"\",{},1]", "1", true),
      ("[2,\"1\",,]", "1", false),
      ("[1e999,\"1\"]", nil, false), ("[2,\"\\ud800\",\"Heartbeat\",{}]", nil, false),
    ] as [(String, String?, Bool)])
  func malformed(_ text: String, _ expectedID: String?, _ claimsAnswer: Bool) throws {
    guard case .malformed(let id, let isAnswer, let reason) = read(text) else { throw Mismatch(text: text) }
    #expect(id == expectedID)
    #expect(isAnswer == claimsAnswer)
    #expect(!reason.isEmpty)
  }

  @Test("an id has at most 36 characters", arguments: ["a", "é", "😀"])
  func longID(_ character: String) throws {
    let longest = String(repeating: character, count: 36)
    guard case .call(let call) = read("[2,\"\(longest)\",\"Heartbeat\",{}]") else { throw Mismatch(text: longest) }
    #expect(call.id == longest)
    guard case .malformed(nil, false, _) = read("[2,\"\(longest)\(character)\",\"Heartbeat\",{}]") else {
      throw Mismatch(text: longest)
    }
  }

  @Test("nesting bombs are malformed", arguments: ["[", "[2,\"1\",\"Heartbeat\",{\"a\":", "[3,\"1\","])
  func bomb(_ prefix: String) throws {
    let text = prefix + String(repeating: "[", count: 100_000)
    guard case .malformed = read(text) else { throw Mismatch(text: prefix) }
  }

  @Test("what is written is read")
  func writer() throws {
    let request = OCPP16.AuthorizeRequest(idTag: "a\"b")
    let call = FrameWriter.call(id: "1\n", action: "Authorize", payload: request)
    #expect(String(decoding: call, as: UTF8.self) == #"[2,"1\n","Authorize",{"idTag":"a\"b"}]"#)
    guard case .call(let read) = read(String(decoding: call, as: UTF8.self)) else { throw Mismatch(text: "CALL") }
    #expect(try read.payload.get() as? OCPP16.AuthorizeRequest == request)

    let result = FrameWriter.result(id: "1", payload: OCPP16.StatusNotificationResponse())
    #expect(String(decoding: result, as: UTF8.self) == #"[3,"1",{}]"#)

    let long = CallError(
      .notSupported, String(repeating: "😀", count: 300), details: RawJSON(text: "{\"a\":1}") ?? .null)
    guard case .error("1", let error) = self.read(String(decoding: FrameWriter.error(id: "1", long), as: UTF8.self))
    else {
      throw Mismatch(text: "CALLERROR")
    }
    #expect(error.code == .notSupported)
    #expect(error.description.unicodeScalars.count == 255)
    #expect(error.details.text == "{\"a\":1}")
  }

  /// A frame that was taken for another kind.
  private struct Mismatch: Error {
    var text: String
  }
}
