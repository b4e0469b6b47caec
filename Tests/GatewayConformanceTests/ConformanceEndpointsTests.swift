import GatewayConformance
import GatewayCore
import Logging
import OCPPCodec
import Testing

@Suite("Conformance over REST, and as events")
struct ConformanceEndpointsTests {
  private func get(_ query: String, _ ledger: ConformanceLedger, _ method: EndpointMethod = .get) async throws
    -> JSONTree
  {
    let endpoint = try #require(ConformanceEndpoints(ledger, gateway: "gw-1").endpoints.first { $0.method == method })
    let answer = await endpoint.answer(
      path: [:], query: query, body: [], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    guard case .bytes(let bytes) = answer.body else { throw FixtureError(description: "no body") }
    return try JSONTreeParser.parse(String(decoding: bytes, as: UTF8.self))["data"] ?? .null
  }

  @Test("findings by station type, the most frequent first, narrowed down by the query; DELETE forgets them")
  func findings() async throws {
    let fixture = try ConformanceFixture("repair: { packs: [common] }")
    let session = try fixture.open(.v16)
    let frames = [
      #"[2,"1","BootNotification",{"chargePointVendor":"ACME","chargePointModel":"M","firmwareVersion":"1","iccid":null}]"#,
      #"[2,"2","Heartbeat",null]"#, #"[2,"3","Heartbeat",null]"#, #"[2,"4","Authorize",{}]"#, "[2,",
    ]
    for frame in frames { _ = try await fixture.answer(frame, session) }
    let all = try await get("", fixture.ledger)
    #expect(all["gateway"]?.string == "gw-1")
    #expect(all["messages"]?["repaired"]?.integer == 3)
    #expect(all["messages"]?["refused"]?.integer == 2)
    guard case .array(let findings)? = all["findings"] else { throw FixtureError(description: all.text) }
    #expect(findings.map { $0["action"]?.string } == ["Heartbeat", "-", "Authorize", "BootNotification"])
    #expect(findings[0]["count"]?.integer == 2)
    #expect(findings[0]["vendor"]?.string == "ACME")
    #expect(findings[0]["example"]?["patch"]?.string == #"[{"op":"replace","path":"","value":{}}]"#)
    #expect(findings[3]["outcomes"]?["repaired"]?.integer == 1)
    for query in [
      "action=Authorize", "outcome=refused&keyword=required", "keyword=required&vendor=ACME&model=M&firmware=1",
    ] {
      guard case .array(let some)? = try await get(query, fixture.ledger)["findings"] else { continue }
      #expect(some.map { $0["action"]?.string } == ["Authorize"], "\(query)")
    }
    _ = try await get("", fixture.ledger, .delete)
    #expect(try await get("", fixture.ledger)["findings"] == .array([]))
  }

  @Test("whoever listens hears of violations and what became of them")
  func events() async throws {
    let fixture = try ConformanceFixture("repair: { packs: [common] }")
    let subscription = fixture.services.events.subscribe(GatewayEventFilter(kinds: [.violation]))
    let session = try fixture.open(.v16)
    _ = try await fixture.answer(#"[2,"2","Heartbeat",null]"#, session)
    for await delivery in subscription {
      guard case .event(let event) = delivery else { continue }
      #expect(event.details["action"]?.text == "Heartbeat")
      #expect(event.details["outcome"]?.text == "repaired")
      break
    }
  }
}
