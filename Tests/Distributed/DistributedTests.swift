import Foundation
import PythonSupport
import Testing

/// Processes with roles on a real Redis; the scripts beside this file can be run by themselves too, and for longer.
@Suite("Many processes, one Redis", .serialized)
struct DistributedTests {
  private func run(_ script: String, _ arguments: String...) async throws {
    let python = try await PythonEnvironment()
    let file = PackageFolder.root().appending(components: "Tests", "Distributed", script)
    let child = try await python.run(file, [PackageFolder.executable("gateway").path] + arguments)
    let report = String(decoding: child.output, as: UTF8.self) + child.errors
    #expect(child.status == 0, "\(report)")
    print(report, terminator: "")
  }

  @Test("the seed's edge and processor stand in for ours, and ours for them", .timeLimit(.minutes(2)))
  func interoperation() async throws {
    try await run("interop.py")
  }

  @Test("the state of a gateway that works goes from one kind of store to the other and back", .timeLimit(.minutes(2)))
  func backup() async throws {
    try await run("backup.py")
  }

  @Test("the commands of docker-compose.yml serve", .timeLimit(.minutes(2)))
  func compose() async throws {
    try await run("compose.py")
  }

  @Test(
    "nothing that a station was answered is lost, and nothing is there twice", .timeLimit(.minutes(5)),
    arguments: [
      "commands", "events", "takeover", "scripts_flushed", "push_cut", "redis_killed", "edge_killed",
      "processor_killed",
      "processor_killed_at", "dead_letters", "operations",
    ])
  func faults(_ scenario: String) async throws {
    try await run("faults.py", scenario)
  }
}
