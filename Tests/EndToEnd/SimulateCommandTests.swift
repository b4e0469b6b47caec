import Foundation
import PythonSupport
import Testing

@Suite("gateway simulate, as it is called")
struct SimulateCommandTests {
  private func simulate(_ arguments: String...) async throws -> ChildProcess {
    try await ChildProcess.run(PackageFolder.executable("gateway"), ["simulate"] + arguments)
  }

  @Test(
    "options that can't be used: exit code 2, and why",
    arguments: [
      ([], "--url is needed"), (["--url", "http://x"], "must begin with ws://"),
      (["--url", "ws://x", "--script", "/nowhere.yaml"], "/nowhere.yaml: error: the file does not exist"),
      (["--url", "ws://x", "--script", "a.yaml", "--stations", "3"], "are said in the script"),
      (["--url", "ws://x", "--duration", "10"], "add a unit: 10s"), (["--url", "ws://x", "--speed", "0"], "--speed"),
      (["--url", "ws://x", "--begin", "today"], "--begin must be a date and time"),
      (["--url", "ws://x", "--ledger", "/nowhere/ledger"], "/nowhere/ledger: No such file"),
    ])
  func unusable(arguments: [String], reason: String) async throws {
    let child = try await ChildProcess.run(PackageFolder.executable("gateway"), ["simulate"] + arguments)
    #expect(child.status == 2)
    #expect(child.errors.contains(reason), "\(child.errors)")
  }

  @Test("a mistake in a script is told at its line and column")
  func script() async throws {
    let file = FileManager.default.temporaryDirectory.appending(component: "script-\(UUID().uuidString).yaml")
    try Data("groups:\n  - sesions: {}\n".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let child = try await simulate("--url", "ws://x", "--script", file.path)
    #expect(child.status == 2)
    #expect(child.errors.contains(":2:5: error: unknown key 'sesions'"), "\(child.errors)")
  }

  @Test("nobody to connect to: exit code 1, and why")
  func nobody() async throws {
    let child = try await simulate("--url", "ws://127.0.0.1:1", "--duration", "1s")
    #expect(child.status == 1)
    #expect(child.lines.contains { $0.hasPrefix("no connection: connecting to 127.0.0.1:1 failed") }, "\(child.lines)")
  }

  @Test("the reference of scripts is what docs/simulation-scripts.md says")
  func reference() async throws {
    let child = try await simulate("--options")
    let page = PackageFolder.root().appending(components: "docs", "simulation-scripts.md")
    let text = String(decoding: child.output, as: UTF8.self)
    #expect(try String(contentsOf: page, encoding: .utf8) == text, "run make docs")
  }
}
