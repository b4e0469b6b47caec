import GatewayTestSupport
import HTTPTypes
import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct HealthRoutesTests {
  @Test func healthTellsHowMuchThereIs() async throws {
    let fixture = try APIFixture()
    try await fixture.connect("A")
    fixture.clock.advance(by: 61_999)
    try await fixture.serve { client async throws in
      let answer = try await client.get("/health")
      #expect(answer.status == 200)
      #expect(
        answer.data.json.text
          == "{\"status\":\"ok\",\"store\":{\"connected\":true,\"error\":null},\"connectedStations\":1,"
          + "\"queueDepth\":0,\"latency\":null,"
          + "\"uptimeSeconds\":61,\"version\":\"1.2.3\"}")
    }
  }

  @Test func messagesThatWaitElsewhereAreInTheQueue() async throws {
    let fixture = try APIFixture(backlog: 7)
    try await fixture.serve { client async throws in
      #expect(try await client.get("/health").data["queueDepth"] == .integer(7))
      #expect(try await client.get("/metrics").text.contains("\nocpp_queue_depth 7\n"))
    }
  }

  @Test func withoutAStoreItIsDegradedAndNotReady() async throws {
    let fixture = try APIFixture()
    try await fixture.serve { client async throws in
      fixture.probe.fail(times: 1)
      let health = try await client.get("/health")
      #expect(health.status == 200)
      #expect(health.data["status"] == .string("degraded"))
      #expect(health.data["store"]?["connected"] == .boolean(false))
      #expect(health.data["store"]?["error"] == .string("the store was told to fail"))
      fixture.probe.fail(times: 1)
      #expect(try await client.get("/health/ready").status == 503)
      #expect(try await client.get("/health/ready").status == 200)
      fixture.probe.fail(times: 1)
      #expect(try await client.get("/health/live").status == 200)
    }
  }

  @Test func metricsAreTextOfPrometheus() async throws {
    let fixture = try APIFixture()
    try await fixture.connect("A")
    try await fixture.serve { client async throws in
      _ = try await client.post("/api/v1/chargepoints/A/commands", "{\"command\":\"ClearCache\"}")
      let answer = try await client.get("/metrics?format=any")
      #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
      #expect(answer.text.contains("\nocpp_commands_total{action=\"ClearCache\",outcome=\"result\"} 1\n"))
      #expect(answer.text.contains("\n# TYPE process_open_fds gauge\n"))
      #expect(answer.text.contains("\nocpp_queue_depth 0\n"))
    }
  }
}
