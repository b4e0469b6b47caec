import GatewayCore
import GatewayTestSupport
import OCPP16
import OCPPCodec
import ServiceLifecycle
import Synchronization
import Testing

@Suite("What handlers bring beside chains")
struct HandlerServicesTests {
  @Test("a handler follows up a boot with a command, and operators reach its routes", .timeLimit(.minutes(1)))
  func followUp() async throws {
    var handler = RoutedHandler(name: "follower")
    handler.onEvent([.connected]) { event, gateway in
      guard let station = event.station else { return }
      gateway.background.submit {
        _ = try? await gateway.commands.send(OCPP16.ClearCacheRequest(), to: station)
      }
    }
    handler.addEndpoints { gateway in
      [
        Endpoint(
          .get, "/api/v1/chargepoints/{id}/colour", tag: "Test", "A colour.", content: .envelope("`{colour}`"),
          statuses: [200, 404]
        ) { request in
          let station = try await gateway.station(request["id"])
          return APIAnswer("colour", data: ["colour": .text("\(station.id) is red")])
        }
      ]
    }
    let fixture = try HandlerFixture(handlers: [handler])
    try await fixture.run {
      let station = try await fixture.connect()
      try await station.command("ClearCache")
      let answer = try await fixture.request("GET", "/api/v1/chargepoints/CP-1/colour")
      #expect(answer.data["colour"]?.string == "CP-1 is red")
      #expect(try await fixture.request("GET", "/api/v1/chargepoints/CP-2/colour").status == 404)
    }
  }

  @Test("a handler that stands in no chain brings nothing")
  func unused() throws {
    var handler = RoutedHandler(name: "unused")
    handler.addService { _ in BackgroundWork() }
    var problems: [ChainTable.Problem] = []
    let table = ChainTable(
      [ChainDeclaration(version: .v16, action: "*", handlers: ["used"])],
      rules: [
        StationRule(chains: [ChainDeclaration(version: .v16, action: "Reset", handlers: ["ruled"])]) { _, _ in true }
      ],
      handlers: [handler, RoutedHandler(name: "ruled"), RoutedHandler(name: "used")], problems: &problems)
    #expect(table.handlers.map(\.name) == ["ruled", "used"])
  }

  @Test("work under way is cancelled at the end, and no more is taken")
  func background() async throws {
    let work = BackgroundWork()
    let (begun, begins) = AsyncStream.makeStream(of: Void.self)
    let ended = Mutex(false)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await work.run() }
      #expect(
        work.submit {
          begins.finish()
          try? await Task.sleep(for: .seconds(3600))
          ended.withLock { $0 = true }
        })
      for await _ in begun {}
      group.cancelAll()
      try await group.waitForAll()
    }
    #expect(ended.withLock { $0 })
    #expect(!work.submit {})
  }
}
