import GatewayPluginSDK
import GatewayPluginTestKit
import Testing

@Suite("SDK: configuration")
struct ConfigurationTests {
  enum Unit: String, Codable, CaseIterable { case wattHour, kilowattHour }

  struct Rate: Codable, Hashable {
    var from: Int8
    var price: DecimalNumber
  }

  struct Everything: Codable, Hashable {
    var name: String
    var unit: Unit
    var rates: [Rate]
    var limits: [String: Double]
    var isFree: Bool?
    var count: UInt?
  }

  @Test("the schema follows from the type")
  func schema() throws {
    let schema = try JSONValue(parsing: Described.configurationSchema)
    #expect(
      schema.json.text == """
        {"type":"object","properties":{"name":{"type":"string"},"unit":{"enum":["wattHour","kilowattHour"]},\
        "rates":{"type":"array","items":{"type":"object","properties":{"from":{"type":"integer","minimum":-128,\
        "maximum":127},"price":{"type":"number"}},"required":["from","price"],"additionalProperties":false}},\
        "limits":{"type":"object","additionalProperties":{"type":"number"}},"isFree":{"type":"boolean"},\
        "count":{"type":"integer","minimum":0}},"required":["name","unit","rates","limits"],\
        "additionalProperties":false}
        """)
  }

  @Test("a type that checks what it decodes leaves the schema open")
  func openSchema() throws {
    struct Checked: Decodable {
      init(from decoder: any Decoder) throws {
        let name = try decoder.container(keyedBy: Keys.self).decode(String.self, forKey: .name)
        guard !name.isEmpty else { throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "empty")) }
      }
      enum Keys: CodingKey { case name }
    }
    struct Plugin: GatewayPlugin {
      static let id = "checked"
      static let version = "1"
      init(configuration: Checked) {}
      var handlers: some PluginHandlers { onAnyRequest { _, _, next in try await next() } }
    }
    #expect(
      Plugin.configurationSchema
        == #"{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}"#)
  }

  @Test("JSON to a type and back")
  func roundTrip() throws {
    let text = """
      {"name":"A","unit":"kilowattHour","rates":[{"from":-3,"price":0.35}],"limits":{"a":1.5},"count":7}
      """
    let value = try JSONValue(parsing: text).decode(Everything.self)
    #expect(value.rates == [Rate(from: -3, price: DecimalNumber(significand: 35, exponent: -2))])
    #expect(try JSONValue(encoding: value).json.text == text)
  }

  @Test(
    "what is wrong is said with its place",
    arguments: [
      ("[]", "an object was expected, not an array"),
      ("{", "the configuration is no JSON"),
      (#"{"name":"A","unit":"mile"}"#, "unit: "),
      (#"{"name":"A","unit":"wattHour","rates":[{"from":1.5}]}"#, "rates[0].from: a whole number was expected"),
      (#"{"name":"A","unit":"wattHour","rates":[{"from":300}]}"#, "rates[0].from: a number from -128 to 127"),
      (#"{"name":"A","unit":"wattHour","rates":[{"from":1}]}"#, "rates[0]: 'price' is missing"),
      (#"{"name":3}"#, "name: a string was expected, not a number"),
    ])
  func problems(_ text: String, _ problem: String) throws {
    let error = #expect(throws: TestGatewayError.self) { try TestGateway(Described.self, configuration: text) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  struct Described: GatewayPlugin {
    static let id = "described"
    static let version = "1"
    init(configuration: Everything) {}
    var handlers: some PluginHandlers { onAnyCommand { _, _, next in try await next() } }
  }
}
