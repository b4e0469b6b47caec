import OCPP16
import OCPP201
import OCPPCodec
import Testing

@Suite("Messages decoded and encoded")
struct RoundTripTests {
  @Test("the corpus is there")
  func corpus() {
    #expect(CorpusMessage.all.count == 44)
  }

  @Test("a message comes back as it was", arguments: CorpusMessage.all)
  func corpusMessage(_ message: CorpusMessage) throws {
    let value = try message.descriptor.decode(message.payload)
    let text = written(value)
    #expect(try JSONContent(text) == JSONContent(message.payload))
    let again = try message.descriptor.decode(text)
    #expect(AnyHashable(value) == AnyHashable(again))
    #expect(AnyHashable(value).hashValue == AnyHashable(again).hashValue)
    #expect(written(again) == text)
    #expect(message.descriptor.report(message.payload).violations == [])
  }

  @Test("a message cut short or with a byte changed never traps", arguments: CorpusMessage.all)
  func damaged(_ message: CorpusMessage) {
    let bytes = Array(message.payload.utf8)
    let step = max(bytes.count / 60, 1)
    for position in stride(from: 0, to: bytes.count, by: step) {
      let cut = Array(bytes[..<position])
      #expect(cut.withUnsafeBufferPointer { message.descriptor.report($0).violations.last?.keyword } == .wellFormed)
      for byte in [0, 0x22, 0x5C, 0x7B, 0x7D, 0x5B, 0x2C, 0xFF] as [UInt8] {
        var changed = bytes
        changed[position] = byte
        let report = changed.withUnsafeBufferPointer { message.descriptor.report($0) }
        let decoded = changed.withUnsafeBufferPointer { try? message.descriptor.decode($0) }
        #expect((decoded == nil) == !report.violations.isEmpty)
      }
    }
  }

  @Test("every action of both versions is found by its name, and nothing else")
  func catalogs() {
    for (catalog, count) in [(MessageCatalog.v16, 39), (.v201, 64)] {
      #expect(catalog.actions.count == count)
      #expect(catalog.actions.map(\.name) == catalog.actions.map(\.name).sorted())
      for (index, action) in catalog.actions.enumerated() {
        #expect(action.index == index)
        #expect(catalog.action(named: action.name)?.index == index)
        #expect(catalog.action(named: action.name + " ") == nil)
        #expect(catalog.action(named: String(action.name.dropLast()) + "\u{301}") == nil)
        #expect(action.request.type.version == catalog.version)
        #expect(action.response.type.version == catalog.version)
      }
      #expect(catalog.action(named: "") == nil)
    }
  }

  @Test("extra members of an open object are kept in their order")
  func customData() throws {
    let text =
      #"{"idToken":{"customData":{"vendorId":"v","z":1e2,"a":{"b":[null,"\u0041"]}},"idToken":"A","type":"Central"}}"#
    let value = try OCPP201.AuthorizeRequest.decode(text)
    #expect(value.idToken.customData?.additionalMembers?["z"]?.text == "1e2")
    #expect(value.idToken.customData?.additionalMembers?["a"]?.text == #"{"b":[null,"\u0041"]}"#)
    #expect(value.idToken.customData?.additionalMembers?.entries.map(\.name) == ["z", "a"])
    #expect(try OCPP201.AuthorizeRequest.decode(written(value)) == value)
  }

  @Test(
    "any JSON is kept where the schema says nothing", arguments: ["null", "1e999", "[1,{\"a\":2.50}]", "\"x\"", "true"])
  func openValue(_ data: String) throws {
    let value = try OCPP201.DataTransferRequest.decode("{\"vendorId\":\"v\",\"data\": \(data) }")
    #expect(value.data?.text == data)
    #expect(written(value).contains("\"data\":\(data)"))
  }
}
