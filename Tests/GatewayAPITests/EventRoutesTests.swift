import GatewayCore
import Hummingbird
import HummingbirdTesting
import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct EventRoutesTests {
  private func stream(
    _ fixture: APIFixture, _ path: String, lastEventID: String? = nil
  ) async throws -> EventStream.AsyncIterator {
    let parts = path.split(separator: "?", maxSplits: 1)
    guard case .endpoint(let endpoint, let values) = fixture.table.match("GET", path: String(parts[0])) else {
      throw FixtureError(message: "no route")
    }
    let answer = await endpoint.answer(
      path: values, query: parts.count > 1 ? String(parts[1]) : nil, body: [],
      headers: lastEventID.map { ["last-event-id": $0] } ?? [:], logger: fixture.gateway.logger)
    #expect(answer.contentType == "text/event-stream")
    guard case .stream(let parts) = answer.body, let stream = parts as? EventStream else {
      throw FixtureError(message: "no stream")
    }
    return stream.makeAsyncIterator()
  }

  private func next(_ iterator: inout EventStream.AsyncIterator) async -> [String] {
    String(decoding: await iterator.next() ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func eventsAreToldAndResumed() async throws {
    let fixture = try APIFixture()
    let events = fixture.gateway.events
    let station = try #require(StationID("CP-1"))
    var reader = try await stream(fixture, "/api/v1/events?station=CP-1&kind=status&kind=booted")
    #expect(await next(&reader) == [": the gateway's events"])
    events.publish(.violation, of: station, at: 0, [:])
    events.publish(.status, of: StationID("CP-2"), at: 0, [:])
    events.publish(.status, of: station, at: 1000, ["status": "<b>\n"])
    let lines = await next(&reader)
    #expect(lines.dropFirst().first == "event: status")
    #expect(
      lines.last
        == #"data: {"kind":"status","clientId":"CP-1","time":"1970-01-01T00:00:01.000Z","details":{"status":"<b>\n"}}"#)
    let id = try #require(lines.first?.dropFirst("id: ".count))
    events.publish(.booted, of: station, at: 0, [:])
    var again = try await stream(fixture, "/api/v1/events", lastEventID: String(id))
    _ = await next(&again)
    #expect(await next(&again).contains("event: booted"))
    var stranger = try await stream(fixture, "/api/v1/events", lastEventID: "other-1")
    _ = await next(&stranger)
    #expect(await next(&stranger) == ["event: lost", #"data: {"lost":null}"#])
  }

  @Test func silenceIsBroken() async throws {
    let fixture = try APIFixture()
    var reader = try await stream(fixture, "/api/v1/events")
    _ = await next(&reader)
    fixture.clock.ring()
    #expect(await next(&reader) == [": alive"])
  }

  @Test func whatIsNoKindIsRefused() async throws {
    try await APIFixture().serve { client async throws in
      let answer = try await client.get("/api/v1/events?kind=colour")
      #expect(answer.status == 400)
      #expect(answer.message.contains("transactionStarted"))
      #expect(try await client.get("/api/v1/events?station=a*b").status == 400)
    }
  }
}
