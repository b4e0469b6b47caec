import GatewayCore
import GatewayPluginHost
import Testing

@Suite("Stations that leave while a plugin has their CALLs")
struct DepartureTests {
  private static let request = #"{"idTag":"TAG"}"#

  @Test("the plugin is told when the connection ends, and when another takes its place", arguments: Mode.allCases)
  func told(_ mode: Mode) async throws {
    // The plugin completes when it is told, and the deadline is far away.
    try await PluginFixture.run("waits", mode, { $0.deadline = .seconds(600) }) { fixture in
      let first = try fixture.open("A")
      async let answer = fixture.call("Authorize", Self.request, first)
      #expect(await eventually { fixture.plugin.report.openCalls == 1 })
      #expect(fixture.services.sessions.remove(first))
      #expect(await answer == PluginFixture.rejected)
      #expect(fixture.plugin.report.latestFailure == "cancelled")

      async let second = fixture.call("Authorize", Self.request, try fixture.open("A"))
      #expect(await eventually { fixture.plugin.report.openCalls == 1 })
      _ = try fixture.open("A")
      let replaced = try await second
      #expect(replaced == PluginFixture.rejected)
    }
  }

  @Test("also of a CALL that it gets after that", arguments: Mode.allCases)
  func before(_ mode: Mode) async throws {
    try await PluginFixture.run("waits", mode, { $0.deadline = .seconds(600) }) { fixture in
      let session = try fixture.open("A")
      #expect(fixture.services.sessions.remove(session))
      #expect(await fixture.call("Authorize", Self.request, session) == PluginFixture.rejected)
      #expect(fixture.plugin.report.latestFailure == "cancelled")
    }
  }

  @Test("another station's leaving is nothing to it", arguments: Mode.allCases)
  func others(_ mode: Mode) async throws {
    try await PluginFixture.run("until sane", mode, { $0.deadline = .seconds(600) }) { fixture in
      async let answer = fixture.authorize("A")
      #expect(await eventually { fixture.plugin.report.openCalls == 1 })
      let other = try fixture.open("B")
      #expect(fixture.services.sessions.remove(other))
      let sane = try await fixture.authorize("SANE")
      #expect(sane == PluginFixture.accepted)
      let first = try await answer
      #expect(first == PluginFixture.accepted)
    }
  }
}
