import Foundation
import PythonSupport
import Testing

@Suite("Documentation that is made from the code")
struct DocumentationTests {
  @Test(
    "is what `make docs` would write",
    arguments: [("check", "configuration.md"), ("simulate", "simulation-scripts.md")])
  func isCurrent(_ command: String, _ page: String) async throws {
    let child = try await ChildProcess.run(PackageFolder.executable("gateway"), [command, "--options"])
    #expect(child.status == 0, "\(child.errors)")
    let written = try String(
      contentsOf: PackageFolder.root().appending(components: "docs", page), encoding: .utf8)
    let made = String(decoding: child.output, as: UTF8.self)
    let difference = zip(written.split(separator: "\n"), made.split(separator: "\n")).first { $0 != $1 }
    #expect(written == made, "run `make docs`: \(difference.map { "'\($0)' is now '\($1)'" } ?? "lines came or went")")
  }
}
