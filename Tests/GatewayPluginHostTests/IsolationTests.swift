import Foundation
import GatewayCore
import GatewayPluginHost
import Testing

@Suite("Isolated plugins")
struct IsolationTests {
  @Test("is there again within a second, and others don't wait")
  func restart() async throws {
    // The machine may be busy with other tests, but not each time.
    var times: [Duration] = []
    repeat { times.append(try await timeOfRestart()) } while times.last! >= .seconds(1) && times.count < 10
    #expect(times.last! < .seconds(1), "\(times)")
  }

  private func timeOfRestart() async throws -> Duration {
    var time = Duration.seconds(3_600)
    try await PluginFixture.run("SIGSEGV", .process) { fixture in
      let clock = ContinuousClock()
      let first = try #require(fixture.plugin.report.process)
      let found1 = try await fixture.authorize()
      #expect(found1 == PluginFixture.rejected)
      let begin = clock.now
      // Handed over while there is no process, it waits for the next one.
      let found2 = try await fixture.authorize("SANE")
      #expect(found2 == PluginFixture.accepted)
      time = clock.now - begin
      let second = try #require(fixture.plugin.report.process)
      #expect(first != second)
      #expect(fixture.plugin.report.restarts == 1)
    }
    return time
  }

  @Test("comes back later and later when it crashes at once; CALLs fail at once then")
  func backOff() async throws {
    try await PluginFixture.run("SIGILL", .process, { $0.failureLimit = 1000 }) { fixture in
      let clock = ContinuousClock()
      let begin = clock.now
      while fixture.count("unavailable") == 0, clock.now - begin < .seconds(60) { _ = try await fixture.authorize() }
      #expect(fixture.count("unavailable") > 0)
      #expect((4...7).contains(fixture.count("crashed")), "\(fixture.plugin.report.calls)")
    }
  }

  @Test("has nothing of the environment, no open files, and its output is logged")
  func surroundings() async throws {
    setenv("GATEWAY_TEST_SECRET", "hunter2", 1)
    defer { unsetenv("GATEWAY_TEST_SECRET") }
    try await PluginFixture.run("environment", .process) { fixture in
      let answer = try await fixture.authorize()
      #expect(answer == PluginFixture.accepted)
      #expect(await eventually { fixture.log.contains("printed: environment") })
      #expect(!fixture.log.contains("hunter2"))
      let open = fixture.log.all.compactMap { line in
        line.split(separator: "printed: open ").dropFirst().first.map { String($0.prefix { $0 != " " }) }
      }
      // Of files there is the null device only; the rest is the process's own.
      #expect(open.filter { $0.hasPrefix("/") && !$0.hasPrefix("/memfd:") } == ["/dev/null"], "\(open)")
      #expect(open.filter { $0.hasPrefix("socket:") }.count == 1, "\(open)")
    }
  }

  @Test("ends with the gateway", arguments: Mode.allCases)
  func stop(_ mode: Mode) async throws {
    var process: Int?
    try await PluginFixture.run("none", mode) { fixture in
      process = fixture.plugin.report.process
      let answer = try await fixture.authorize()
      #expect(answer == PluginFixture.accepted)
    }
    guard mode == .process else { return }
    let id = try #require(process)
    #expect(await eventually { kill(pid_t(id), 0) != 0 })
  }

  @Test("a process that ends from outside is started again")
  func killed() async throws {
    try await PluginFixture.run("none", .process) { fixture in
      let id = try #require(fixture.plugin.report.process)
      kill(pid_t(id), SIGKILL)
      #expect(await eventually { fixture.plugin.report.restarts == 1 })
      let found3 = try await fixture.authorize()
      #expect(found3 == PluginFixture.accepted)
    }
  }
}
