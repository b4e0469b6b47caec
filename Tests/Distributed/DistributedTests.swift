import Foundation
import PythonSupport
import Testing

/// Processes with roles on a real Redis; the scripts beside this file can be run by themselves too, and for longer.
@Suite("Many processes, one Redis", .serialized)
struct DistributedTests {
  @Test("the seed's edge and processor stand in for ours, and ours for them", .timeLimit(.minutes(2)))
  func interoperation() async throws {
    try await PythonEnvironment.run("Distributed/interop.py")
  }

  @Test("the state of a gateway that works goes from one kind of store to the other and back", .timeLimit(.minutes(2)))
  func backup() async throws {
    try await PythonEnvironment.run("Distributed/backup.py")
  }

  @Test("the commands of docker-compose.yml serve", .timeLimit(.minutes(2)))
  func compose() async throws {
    try await PythonEnvironment.run("Distributed/compose.py")
  }

  @Test(
    "nothing that a station was answered is lost, and nothing is there twice", .timeLimit(.minutes(5)),
    arguments: [
      "commands", "events", "takeover", "scripts_flushed", "push_cut", "redis_killed", "edge_killed",
      "processor_killed",
      "processor_killed_at", "dead_letters", "operations",
    ])
  func faults(_ scenario: String) async throws {
    try await PythonEnvironment.run("Distributed/faults.py", [scenario])
  }
}
