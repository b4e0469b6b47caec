import Foundation
import PythonSupport

/// A folder of schemas or of generated files, removed with the last reference to it.
final class GeneratorFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(component: "codegen-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func files() throws -> [String: String] { try Self.files(in: URL(fileURLWithPath: path)) }

  static func files(in folder: URL) throws -> [String: String] {
    var result: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      result[name] = try String(contentsOf: folder.appending(component: name), encoding: .utf8)
    }
    return result
  }

  /// Runs the generator.
  static func generator(_ arguments: String...) async throws -> ChildProcess {
    try await ChildProcess.run(PackageFolder.executable("CodeGen"), arguments)
  }
}
