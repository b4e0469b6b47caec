import Foundation
import PythonSupport
import Testing

@Suite("What the generator writes")
struct GeneratedTextTests {
  private static let fixtures = PackageFolder.root().appending(components: "Tests", "Fixtures", "CodeGen")

  /// Generates and reads what was written, by file name.
  private func generate(_ version: String, from schemas: URL) async throws -> [String: String] {
    let folder = try GeneratorFolder()
    let child = try await GeneratorFolder.generator(version, schemas.path, folder.path)
    try #require(child.status == 0, "\(child.errors)")
    return try folder.files()
  }

  @Test("the text for a small folder of schemas is the reference")
  func reference() async throws {
    let generated = try await generate("v16", from: Self.fixtures.appending(component: "v16"))
    let reference = Self.fixtures.appending(component: "Reference")
    let names = try FileManager.default.contentsOfDirectory(atPath: reference.path).map { String($0.dropLast(4)) }
    #expect(generated.keys.sorted() == names.sorted())
    for (name, text) in generated.sorted(by: { $0.key < $1.key }) {
      let expected = try String(contentsOf: reference.appending(component: "\(name).txt"), encoding: .utf8)
      let lines = zip(text.split(separator: "\n"), expected.split(separator: "\n"))
      if text != expected {
        let difference = lines.first { $0 != $1 }.map { "'\($0)' instead of '\($1)'" } ?? "one is longer"
        Issue.record(
          "\(name) differs: \(difference). If that is meant, generate Tests/Fixtures/CodeGen/Reference again.")
      }
    }
  }

  @Test("the same schemas give the same bytes", arguments: ["v16", "v201"])
  func stable(_ version: String) async throws {
    let schemas = PackageFolder.root().appending(components: "Schemas", version)
    let first = try await generate(version, from: schemas)
    #expect(first.count > 70)
    for _ in 0..<2 { #expect(try await generate(version, from: schemas) == first) }
  }

  @Test("the official files' formatting and byte order mark change nothing but the comments")
  func formatting() async throws {
    let small = Self.fixtures.appending(component: "v16")
    let folder = try GeneratorFolder()
    for (name, text) in try GeneratorFolder.files(in: small) {
      try folder.write("\u{FEFF}" + text.replacing("\n", with: "\r\n  "), to: name)
    }
    let plain = try await generate("v16", from: small)
    #expect(try await generate("v16", from: URL(fileURLWithPath: folder.path)) == plain)
  }
}
