import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import OCPPCodec
import ServiceLifecycle
import Testing

@testable import GatewayAPI

@Suite struct APIServerTests {
  @Test func itTellsThePortItListensOn() async throws {
    let fixture = try APIFixture()
    try await fixture.connect("A")
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let server = APIServer(fixture.services) { found.yield($0) }
    let group = ServiceGroup(services: [server], logger: fixture.services.logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      let port = try #require(await ports.first { _ in true })
      #expect(port > 0)
      let answer = try await TestClient.withClient(host: "127.0.0.1", port: port) { client in
        try await client.get("/clients")
      }
      #expect(answer.status == .ok)
      #expect(String(buffer: answer.body ?? ByteBuffer()).contains("\"clientId\":\"A\""))
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  @Test func overASocket() async throws {
    let fixture = try APIFixture(options: APIOptions(version: "1", maximumBodySize: 1000))
    let station = try await fixture.connect("A")
    try await fixture.server.application.test(.live) { live async throws in
      let client = APIClient(client: live, table: fixture.table)
      let body = "{\"command\":\"ClearCache\"}"
      #expect(try await client.post("/api/v1/chargepoints/A/commands", body).status == 200)
      #expect(try await client.post("/api/v1/idtags", String(repeating: " ", count: 1001)).status == 413)
      // The connection goes on after a body that was too large.
      #expect(try await client.get("/health").status == 200)
    }
    #expect(station.calls.count == 1)
  }
}
