import Foundation
import GatewayConfig
@testable import GatewaySimulator
import OCPPCodec
import Testing

@Suite("simulation scripts")
struct SimulationScriptTests {
  private func read(_ text: String) throws -> SimulationScript {
    try SimulationScript.read(SourceText(name: "script.yaml", bytes: Array(text.utf8)))
  }

  private func problems(_ text: String) -> [String] {
    do {
      _ = try read(text)
      return []
    } catch let error as ConfigurationError {
      return error.diagnostics.map { "\($0.location): \($0.message)" }
    } catch {
      return ["\(error)"]
    }
  }

  @Test("everything that can be said")
  func everything() throws {
    let script = try read(
      """
      seed: 7
      speed: 1440
      duration: 1d
      groups:
        - count: 3
          id: CP-###-x
          version: ocpp2.0.1
          vendor: ACME
          connectors: 2
          id_tags: [A, B]
          settings: { HeartbeatInterval: 60 }
          sessions: { per_day: 4.5, duration: { from: 1m, to: 2m }, power: { from: 1, to: 2 } }
          outages: { per_day: 2, power_loss: 50% }
          quirks: { lost_answer: 0.25, clock: no-zone, unknown_id_zero: true }
      """)
    let group = try #require(script.groups.first)
    #expect(script.seed == 7 && script.speed == 1440 && script.duration == .seconds(86_400))
    #expect(group.stationIDs == ["CP-001-x", "CP-002-x", "CP-003-x"])
    #expect(group.version == .v201 && group.connectors == 2 && group.idTags == ["A", "B"])
    #expect(group.sessions.perDay == 4.5 && group.sessions.duration == .seconds(60)...(.seconds(120)))
    #expect(group.outages.powerLoss == 0.5 && group.quirks.lostAnswer == 0.25 && group.quirks.unknownID == 0)
    #expect(group.settings == ["HeartbeatInterval": "60"])
  }

  @Test(
    "mistakes are told at their line and column",
    arguments: [
      ("groups: []", "script.yaml:1:9: 'groups' must have at least one group of stations"),
      ("groups:\n  - count: 2\n    id: X", "script.yaml:3:9: 'groups[0].id' needs a '#'"),
      ("groups:\n  - id: A\n  - id: A", "script.yaml:3:9: the station id 'A' belongs to another group already"),
      ("groups:\n  - quirks: { lost_answr: 1 }", "script.yaml:2:15: unknown key 'lost_answr'"),
      (
        "groups:\n  - quirks: { lost_answer: 2 }",
        "script.yaml:2:28: 'groups[0].quirks.lost_answer' must be between 0 and 1"
      ),
      ("groups:\n  - id: 'a/b'", "script.yaml:2:9: 'groups[0].id' must be a station id"),
      (
        "groups:\n  - sessions: { duration: { from: 2h, to: 1h } }",
        "script.yaml:2:35: 'groups[0].sessions.duration.from' is longer"
      ),
    ])
  func mistakes(text: String, expected: String) {
    #expect(problems(text).contains { $0.hasPrefix(expected) }, "\(problems(text))")
  }

  @Test("a file that isn't there")
  func missing() {
    #expect(throws: ConfigurationError.self) { try SimulationScript.read(file: "/nowhere/script.yaml") }
  }

  @Test("the examples can be read", arguments: ["day", "load", "stubborn"])
  func examples(name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
      components: "..", "..", "Examples", "Simulations")
    let script = try SimulationScript.read(file: folder.appending(component: "\(name).yaml").path)
    #expect(!script.groups.isEmpty)
  }

  @Test(
    "URLs",
    arguments: [
      ("ws://localhost:9000/ocpp", "localhost", 9000, "/ocpp/CP"), ("ws://h", "h", 80, "/CP"),
      ("ws://[::1]:7/a/b/", "::1", 7, "/a/b/CP"), ("wss://h/x", "h", 443, "/x/CP"),
    ])
  func urls(text: String, host: String, port: Int, target: String) throws {
    let url = try GatewayURL(text)
    #expect(url.host == host && url.port == port && url.target(of: "CP") == target)
  }

  @Test(
    "what is no URL",
    arguments: ["", "localhost:9000", "http://x", "wss://", "ws://", "ws://x:99999", "ws://a@x", "ws://x?y"])
  func wrongURLs(text: String) {
    #expect(throws: GatewayURL.Problem.self) { try GatewayURL(text) }
  }
}
