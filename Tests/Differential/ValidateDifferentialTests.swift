import Foundation
import PythonSupport
import Testing

/// The command's verdicts beside those of PyPI's `jsonschema`, on messages made for the purpose; see
/// `Python/differential.py`.
@Suite("gateway validate and a JSON Schema validator", .serialized)
struct ValidateDifferentialTests {
  private func compare(_ arguments: [String]) async throws {
    let root = PackageFolder.root()
    let scripts = root.appending(components: "Tests", "Differential", "Python")
    let python = try await PythonEnvironment()
    let child = try await python.run(
      scripts.appending(component: "differential.py"),
      [
        "--gateway", PackageFolder.executable("gateway").path, "--schemas", root.appending(component: "Schemas").path,
        "--seed", "20",
      ] + arguments)
    let report = String(decoding: child.output, as: UTF8.self) + child.errors
    #expect(child.status == 0, "\(report)")
    print(report, terminator: "")
  }

  @Test("agree on valid and changed messages of all schemas", .timeLimit(.minutes(5)))
  func allSchemas() async throws {
    try await compare([])
  }

  @Test("agree on the realistic messages, as they are and changed", .timeLimit(.minutes(5)))
  func realMessages() async throws {
    let folder = PackageFolder.root().appending(components: "Benchmarks", "Messages")
    let files = ["messages_16.jsonl", "messages_201.jsonl"].map { folder.appending(component: $0).path }
    try await compare(["--messages"] + files)
  }
}
