import GatewayCore
import NIOHTTP1
import OCPPCodec
import Testing

@testable import GatewayEdge

@Suite("Handshake")
struct HandshakeTests {
  private func decide(
    _ uri: String, _ subprotocols: [String] = ["ocpp1.6"], method: HTTPMethod = .GET, isWelcome: Bool = true,
    _ change: (inout EdgeConfiguration) -> Void = { _ in }
  ) -> HandshakeDecision {
    var configuration = EdgeConfiguration()
    change(&configuration)
    let headers = HTTPHeaders(subprotocols.map { ("Sec-WebSocket-Protocol", $0) })
    return Handshake(configuration: configuration, isWelcome: isWelcome).decide(
      method: method, uri: uri, headers: headers)
  }

  private func status(_ decision: HandshakeDecision) -> UInt? {
    if case .refuse(let status, let reason) = decision, !reason.isEmpty { status.code } else { nil }
  }

  private func station(_ decision: HandshakeDecision) -> String? {
    if case .upgrade(let station, _, _) = decision { station.text } else { nil }
  }

  @Test(
    "station ids",
    arguments: [
      ("/ocpp/CP-1", "CP-1"), ("/ocpp/CP-1?token=a/b", "CP-1"), ("/ocpp/CP-1#x", "CP-1"), ("/ocpp/C%50%2D1", "CP-1"),
      ("/ocpp/%c3%a4", "ä"), ("/ocpp/%C3%A4", "ä"), ("/ocpp/ä", "ä"), ("/ocpp/a+b", "a+b"), ("/ocpp/%2525", "%25"),
      ("/ocpp/a.b", "a.b"), ("/ocpp/...", "..."),
    ])
  func identities(_ uri: String, _ expected: String) {
    #expect(station(decide(uri)) == expected)
  }

  @Test(
    "hostile ids",
    arguments: [
      "", "%2F", "a%2fb", "%00", "*", "%2a", "{}", "%7B%7D", "a%0d%0ab", "%1b%5b31m", "a%3Ab", "a:b", "a%20b",
      "%3Cb%3E", ".", "..", "%2e%2e", "%", "a%", "a%2", "a%zz", "a%2g", "a%+1", "%ff", "%c3",
      "%ed%a0%80", "a%E2%80%AEb", "?x=1", "%22", "%27", "%5c", "%60", "%7f", "%C2%85", "%E2%80%A8",
      String(repeating: "x", count: 49),
    ])
  func hostileIdentities(_ segment: String) {
    #expect(status(decide("/ocpp/" + segment)) == 400)
  }

  @Test(
    "lengths count code points",
    arguments: [
      (48, "x", true), (49, "x", false), (48, "%F0%9F%94%8C", true), (49, "%F0%9F%94%8C", false),
      // One letter for people, two code points
      (24, "e%CC%81", true), (25, "e%CC%81", false),
    ])
  func length(_ count: Int, _ character: String, _ isAllowed: Bool) {
    #expect((status(decide("/ocpp/" + String(repeating: character, count: count))) == nil) == isAllowed)
  }

  @Test("the longest id is a matter of configuration")
  func configuredLength() {
    #expect(station(decide("/ocpp/abcd") { $0.maximumStationIDLength = 3 }) == nil)
    #expect(station(decide("/ocpp/abc") { $0.maximumStationIDLength = 3 }) == "abc")
  }

  @Test(
    "other paths",
    arguments: ["/", "", "/ocpp", "/ocppA", "/OCPP/A", "/other/A", "/ocpp/A/B", "/ocpp/A/", "//ocpp/A", "/ocpp//A"])
  func otherPaths(_ uri: String) {
    #expect(status(decide(uri)) == 404)
  }

  @Test("the path is a matter of configuration")
  func configuredPath() {
    #expect(station(decide("/A") { $0.path = "/" }) == "A")
    #expect(status(decide("/ocpp/A") { $0.path = "/" }) == 404)
    #expect(station(decide("/a/b/C") { $0.path = "/a/b" }) == "C")
  }

  @Test(
    "subprotocols, in the station's order",
    arguments: [
      (["ocpp1.6"], .v16, "ocpp1.6"), (["ocpp2.0.1"], .v201, "ocpp2.0.1"),
      (["ocpp1.6", "ocpp2.0.1"], .v16, "ocpp1.6"), (["ocpp2.0.1, ocpp1.6"], .v201, "ocpp2.0.1"),
      (["ocpp1.5,ocpp1.6 , ocpp2.0.1"], .v16, "ocpp1.6"), (["soap"], nil, nil), ([""], .v16, nil), ([], .v16, nil),
    ] as [([String], OCPPVersion?, String?)])
  func subprotocols(_ offered: [String], _ version: OCPPVersion?, _ subprotocol: String?) throws {
    let station = try #require(StationID("A"))
    #expect(decide("/ocpp/A", offered) == .upgrade(station, version: version, subprotocol: subprotocol))
  }

  @Test("only configured versions are spoken")
  func configuredVersions() throws {
    let station = try #require(StationID("A"))
    #expect(
      decide("/ocpp/A", ["ocpp2.0.1, ocpp1.6"]) { $0.versions = [.v16] }
        == .upgrade(station, version: .v16, subprotocol: "ocpp1.6"))
    #expect(
      decide("/ocpp/A", ["ocpp1.6"]) { $0.versions = [.v201] } == .upgrade(station, version: nil, subprotocol: nil))
    #expect(
      decide("/ocpp/A", []) { $0.missingSubprotocol = .refuse } == .upgrade(station, version: nil, subprotocol: nil))
    #expect(
      decide("/ocpp/A", []) { $0.missingSubprotocol = .assume(.v201) }
        == .upgrade(station, version: .v201, subprotocol: nil))
  }

  @Test("only GET, and only as many as are welcome")
  func refusals() {
    for method in [HTTPMethod.POST, .HEAD, .PUT, .RAW(value: "get")] {
      #expect(status(decide("/ocpp/A", method: method)) == 400)
    }
    #expect(status(decide("/ocpp/A", isWelcome: false)) == 503)
  }
}
