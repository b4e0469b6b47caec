import Testing

@testable import GatewayCore

@Suite struct NearNamesTests {
  @Test(arguments: [
    ("Reset", ["Reset"]), ("reset", ["Reset"]), ("Rset", ["Reset"]),
    ("StartTransaction", ["RemoteStart", "StartTransaction"]),
    ("", []), ("Quux", []),
  ])
  func nearest(name: String, expected: [String]) {
    let found = NearNames.of(name, in: ["Reset", "StartTransaction", "RemoteStart", "ClearCache"])
    #expect(found.first == expected.last)
  }

  @Test func atMostThree() {
    #expect(NearNames.of("GetX", in: ["GetA", "GetB", "GetC", "GetD"]) == ["GetA", "GetB", "GetC"])
  }
}
