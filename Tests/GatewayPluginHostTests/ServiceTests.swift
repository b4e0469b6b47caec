import GatewayCore
import GatewayPluginHost
import Synchronization
import Testing

@Suite("What plugins may ask for")
struct ServiceTests {
  @Test("state is committed before the reply leaves", arguments: Mode.allCases)
  func state(_ mode: Mode) async throws {
    try await PluginFixture.run("count", mode) { fixture in
      for expected in 1...3 {
        let answer = try await fixture.authorize()
        #expect(answer == PluginFixture.accepted)
        let found1 = try await count(fixture)
        #expect(found1 == "\(expected)")
      }
    }
  }

  @Test("of changes at the same time none is lost", arguments: Mode.allCases)
  func conflicts(_ mode: Mode) async throws {
    try await PluginFixture.run("count", mode) { fixture in
      let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<16 {
          group.addTask { try await fixture.authorize("A\(number)") == PluginFixture.accepted }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(accepted > 0)
      let found2 = try await count(fixture)
      #expect(found2 == "\(accepted)")
      #expect(fixture.count("result") == accepted)
      #expect(fixture.count("conflict") == 16 - accepted, "\(fixture.plugin.report.calls)")
    }
  }

  @Test("when its state can't be committed a transaction message stalls", arguments: Mode.allCases)
  func stall(_ mode: Mode) async throws {
    try await PluginFixture.run("count", mode) { fixture in
      fixture.storeFailure.isOn.store(true, ordering: .relaxed)
      let found3 = try await fixture.start("A")
      #expect(found3 == "closed")
      fixture.storeFailure.isOn.store(false, ordering: .relaxed)
      let found4 = try await fixture.authorize("B")
      #expect(found4 == PluginFixture.accepted)
      let found5 = try await count(fixture)
      #expect(found5 == "1")
    }
  }

  @Test("what a failed call has put is dropped", arguments: Mode.allCases)
  func dropped(_ mode: Mode) async throws {
    try await PluginFixture.run("count badly", mode) { fixture in
      let answer = try await fixture.start("A")
      #expect(answer.hasPrefix("[4"))
      let found6 = try await count(fixture)
      #expect(found6 == nil)
    }
  }

  @Test("a command goes to another station, and its answer comes back", arguments: Mode.allCases)
  func send(_ mode: Mode) async throws {
    try await PluginFixture.run("send", mode) { fixture in
      let first = try await fixture.authorize()
      #expect(first == PluginFixture.rejected)
      #expect(fixture.plugin.report.latestFailure == "status -8")
      let other = Mutex<Session?>(nil)
      let connection = RecordingConnection { frame in
        guard let session = other.withLock({ $0 }) else { return }
        var answer = "[3,\(frame.split(separator: ",")[1]),{\"status\":\"Accepted\"}]"
        _ = answer.withUTF8 { fixture.dispatcher.receive($0, from: session) }
      }
      let session = try fixture.open("OTHER", connection)
      other.withLock { $0 = session }
      session.outbound.open()
      let found7 = try await fixture.authorize()
      #expect(found7 == PluginFixture.accepted)
      #expect(connection.sent.count == 1 && connection.sent.allSatisfy { $0.contains(#""Reset",{"type":"Soft"}"#) })
    }
  }

  @Test("to the station it handles, a command goes after the reply only", arguments: Mode.allCases)
  func sameStation(_ mode: Mode) async throws {
    try await PluginFixture.run("send same", mode) { fixture in
      let connection = RecordingConnection()
      let session = try fixture.open("A", connection)
      #expect(await fixture.call("Authorize", #"{"idTag":"TAG"}"#, session) == PluginFixture.accepted)
      #expect(await eventually { connection.sent.count == 1 })
    }
  }

  @Test("log lines say who wrote them, and metrics have bounds", arguments: Mode.allCases)
  func reports(_ mode: Mode) async throws {
    try await PluginFixture.run("report", mode) { fixture in
      let first = try await fixture.authorize()
      #expect(first == PluginFixture.accepted)
      let line = await eventually { fixture.log.contains(#"warning line\u{a}break action=Authorize kWh=7"#) }
      #expect(line, "\(fixture.log.all)")
      #expect(fixture.log.contains("station=A"))
      #expect(!fixture.log.contains("LIE"))
      #expect(await eventually { fixture.log.contains("'Not A Name' is no name for a metric") })
    }
  }

  private func count(_ fixture: PluginFixture) async throws -> String? {
    let record = try await fixture.services.store.pluginState(Array("count".utf8), of: "fault", at: 0)
    return record.map { String(decoding: $0.value, as: UTF8.self) }
  }
}
