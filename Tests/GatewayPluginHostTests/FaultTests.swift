import GatewayCore
import GatewayPluginHost
import Testing

/// The table of faults of docs/plugins-host.md, in both modes.
@Suite("Faults of plugins")
struct FaultTests {
  struct Fault: CustomTestStringConvertible {
    let name: String
    /// The outcome that is counted.
    let outcome: String
    /// What the station is answered under `reject`.
    let answer: String
    /// What the log tells.
    var complaint: String?
    var modes = Mode.allCases

    var testDescription: String { name }
  }

  static let faults = [
    Fault(name: "loop", outcome: "timeout", answer: PluginFixture.rejected),
    Fault(name: "sleep", outcome: "timeout", answer: PluginFixture.rejected),
    Fault(name: "never", outcome: "timeout", answer: PluginFixture.rejected),
    Fault(name: "late", outcome: "timeout", answer: PluginFixture.rejected),
    Fault(name: "SIGILL", outcome: "crashed", answer: PluginFixture.rejected, complaint: "SIGILL", modes: [.process]),
    Fault(name: "SIGSEGV", outcome: "crashed", answer: PluginFixture.rejected, complaint: "SIGSEGV", modes: [.process]),
    Fault(name: "leak", outcome: "crashed", answer: PluginFixture.rejected, complaint: "SIGSEGV", modes: [.process]),
    Fault(name: "invalid JSON", outcome: "invalid", answer: PluginFixture.rejected, complaint: "not well-formed JSON"),
    Fault(name: "wrong type", outcome: "invalid", answer: PluginFixture.rejected, complaint: "/idTagInfo/status"),
    Fault(
      name: "other action", outcome: "invalid", answer: PluginFixture.rejected, complaint: "its answer to Authorize"),
    Fault(name: "no reply", outcome: "failure", answer: PluginFixture.rejected, complaint: "no reply"),
    Fault(name: "refuses", outcome: "failure", answer: PluginFixture.rejected, complaint: "returned -7"),
    Fault(name: "failure", outcome: "failure", answer: PluginFixture.rejected, complaint: "it can't tell"),
    Fault(name: "twice", outcome: "result", answer: PluginFixture.accepted, complaint: "complete already"),
    Fault(name: "unknown call", outcome: "result", answer: PluginFixture.accepted, complaint: "complete already"),
    Fault(name: "thread", outcome: "result", answer: PluginFixture.accepted),
    Fault(name: "next twice", outcome: "pass", answer: PluginFixture.fromEnd, complaint: "next twice"),
    Fault(name: "bad rewrite", outcome: "pass", answer: PluginFixture.fromEnd),
    Fault(name: "error", outcome: "call_error", answer: #"[4,"SecurityError","no",{"a":1}]"#),
    Fault(name: "tail", outcome: "pass", answer: PluginFixture.fromEnd),
    Fault(name: "pass", outcome: "pass", answer: PluginFixture.fromEnd),
    Fault(
      name: "rewrite", outcome: "pass",
      answer: #"[3,{"idTagInfo":{"parentIdTag":"REWRITTEN","status":"Accepted"}}]"#),
    Fault(name: "none", outcome: "result", answer: PluginFixture.accepted),
  ]

  /// For faults that last until the deadline; else it is far away, since machines may be busy.
  private static let short = Duration.milliseconds(250)

  @Test(arguments: faults, Mode.allCases)
  func costsItsOwnAnswer(_ fault: Fault, _ mode: Mode) async throws {
    guard fault.modes.contains(mode) else { return }
    try await PluginFixture.run(fault.name, mode, { if fault.outcome == "timeout" { $0.deadline = Self.short } }) {
      fixture in
      let found1 = try await fixture.authorize()
      #expect(found1 == fault.answer)
      #expect(fixture.count(fault.outcome) == 1, "\(fixture.plugin.report.calls)")
      if let complaint = fault.complaint { #expect(await eventually { fixture.log.contains(complaint) }) }
      // Whatever it was, the next station is answered.
      #expect(try await fixture.recovers(), "\(fixture.log.all.joined(separator: "\n"))")
    }
  }

  @Test("the policy says what becomes of the CALL", arguments: Mode.allCases)
  func policies(_ mode: Mode) async throws {
    try await PluginFixture.run("invalid JSON", mode, policy: .pass) { fixture in
      let answer = try await fixture.authorize()
      #expect(answer == PluginFixture.fromEnd)
    }
    try await PluginFixture.run("invalid JSON", mode, policy: .fail) { fixture in
      let answer = try await fixture.authorize()
      #expect(answer.hasPrefix(#"[4,"InternalError""#))
      // A transaction message gets no CALLERROR: the station gives it up after a few.
      let found2 = try await fixture.start("A")
      #expect(found2 == "closed")
    }
  }

  @Test("what a plugin has learnt of the chain behind it isn't asked again", arguments: Mode.allCases)
  func passAfterNext(_ mode: Mode) async throws {
    try await PluginFixture.run("tail", mode, policy: .pass) { fixture in
      let first = try await fixture.authorize()
      #expect(first == PluginFixture.fromEnd)
      #expect(fixture.count("pass") == 1)
    }
  }

  @Test("in process a leak of 1 GiB is the gateway's loss, and its calls go on")
  func leak() async throws {
    // In a process of its own, so that the memory is given back.
    await #expect(processExitsWith: .success) {
      try await PluginFixture.run("leak", .inProcess, { $0.deadline = .seconds(600) }) { fixture in
        for station in ["A", "SANE"] {
          let answer = try await fixture.authorize(station)
          #expect(answer == PluginFixture.accepted)
        }
      }
    }
  }

  @Test("completing late changes nothing and is logged")
  func late() async throws {
    try await PluginFixture.run("late", .inProcess, { $0.deadline = Self.short }) { fixture in
      let first = try await fixture.authorize()
      #expect(first == PluginFixture.rejected)
      #expect(await eventually { fixture.log.contains("past its deadline") })
    }
  }

  @Test("blocked threads are replaced, up to a limit; then its calls fail, and others' don't")
  func blockedThreads() async throws {
    let change: (inout PluginOptions) -> Void = {
      $0.failureLimit = 1000
      $0.deadline = Self.short
    }
    try await PluginFixture.run("sleep", .inProcess, change) { fixture in
      for number in 0..<4 {
        let found3 = try await fixture.authorize("A\(number)")
        #expect(found3 == PluginFixture.rejected)
      }
      #expect(try await fixture.recovers())
      #expect(fixture.log.contains("others take their place"))
      for number in 4..<11 { _ = try await fixture.authorize("A\(number)") }
      let found5 = try await fixture.authorize("SANE")
      #expect(found5 == PluginFixture.rejected)
      #expect(fixture.log.contains("restart the gateway"))
    }
  }

  @Test("while one thread is blocked, others handle what comes", arguments: Mode.allCases)
  func blockedThread(_ mode: Mode) async throws {
    // The handler returns only when the other station has been answered.
    try await PluginFixture.run("until sane", mode, { $0.deadline = .seconds(600) }) { fixture in
      async let blocked = fixture.authorize("A")
      #expect(await eventually { fixture.plugin.report.openCalls == 1 })
      let sane = try await fixture.authorize("SANE")
      #expect(sane == PluginFixture.accepted)
      let answer = try await blocked
      #expect(answer == PluginFixture.accepted)
    }
  }

  @Test("an answer counts at once, also when the handler goes on", arguments: Mode.allCases)
  func answersAndBlocks(_ mode: Mode) async throws {
    try await PluginFixture.run("answers and blocks", mode, { $0.deadline = .seconds(600) }) { fixture in
      let answer = try await fixture.authorize("A")
      #expect(answer == PluginFixture.accepted)
      let sane = try await fixture.authorize("SANE")
      #expect(sane == PluginFixture.accepted)
    }
  }

  @Test("a plugin that fails again and again is left alone for a while", arguments: Mode.allCases)
  func suspension(_ mode: Mode) async throws {
    let change: (inout PluginOptions) -> Void = {
      $0.failureLimit = 3
      $0.pause = .seconds(2)
    }
    try await PluginFixture.run("failure", mode, change) { fixture in
      for _ in 0..<5 {
        let found6 = try await fixture.authorize()
        #expect(found6 == PluginFixture.rejected)
      }
      #expect(fixture.count("failure") == 3)
      #expect(fixture.count("suspended") == 2)
      #expect(fixture.plugin.report.condition == .suspended)
      #expect(try await fixture.recovers())
      #expect(fixture.plugin.report.condition == .running)
    }
  }

  @Test("more CALLs than it may have fail at once", arguments: Mode.allCases)
  func queue(_ mode: Mode) async throws {
    let change: (inout PluginOptions) -> Void = {
      $0.queueSize = 2
      $0.deadline = .seconds(2)
    }
    try await PluginFixture.run("never", mode, change) { fixture in
      let answers = try await withThrowingTaskGroup(of: String.self) { group in
        for number in 0..<6 { group.addTask { try await fixture.authorize("A\(number)") } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.allSatisfy { $0 == PluginFixture.rejected })
      #expect(fixture.count("busy") == 4)
    }
  }
}
