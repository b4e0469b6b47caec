package import Foundation
import Glibc

/// A virtual environment of Python with the packages of a requirements file.
///
/// It is made once, under `.build/python`, and found there by the file's content afterwards: no network is needed then.
package struct PythonEnvironment: Sendable {
  /// Why there is none.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Its interpreter.
  package let interpreter: URL

  /// Finds or makes the environment.
  ///
  /// - Parameter requirements: a file for `pip install -r`, with exact versions.
  /// - Throws: ``Failure`` with the output of the command that failed.
  package init(requirements: URL) async throws {
    let content = try Data(contentsOf: requirements)
    let name = requirements.deletingPathExtension().lastPathComponent
    let base = PackageFolder.root().appending(components: ".build", "python")
    try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
    let folder = base.appending(component: "\(name)-\(Self.fingerprint(content))")
    let complete = folder.appending(component: "complete")
    interpreter = folder.appending(components: "bin", "python")

    if FileManager.default.fileExists(atPath: complete.path) { return }
    let lock = try FolderLock(base.appending(component: "\(folder.lastPathComponent).lock"))
    try await lock.acquire()
    defer { lock.release() }
    if FileManager.default.fileExists(atPath: complete.path) { return }
    // What an interrupted run left can't be trusted.
    try? FileManager.default.removeItem(at: folder)
    let env = URL(fileURLWithPath: "/usr/bin/env")
    try await Self.run(env, ["python3", "-m", "venv", folder.path])
    try await Self.run(
      interpreter, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements.path])
    try Data().write(to: complete)
  }

  /// Runs a script.
  ///
  /// - Parameters:
  ///   - script: a Python file.
  ///   - arguments: what it is given.
  ///   - input: what it reads from standard input.
  package func run(_ script: URL, _ arguments: [String], input: Data = Data()) async throws -> ChildProcess {
    try await ChildProcess.run(interpreter, [script.path] + arguments, input: input, environment: ["PYTHONUTF8": "1"])
  }

  private static func run(_ executable: URL, _ arguments: [String]) async throws {
    let child = try await ChildProcess.run(executable, arguments)
    guard child.status == 0 else {
      let command = ([executable.path] + arguments).joined(separator: " ")
      let output = String(decoding: child.output, as: UTF8.self) + child.errors
      throw Failure(description: "'\(command)' failed (exit code \(child.status)):\n\(output)")
    }
  }

  /// FNV-1a: the same in every process, unlike Swift's own hashes.
  private static func fingerprint(_ content: Data) -> String {
    let hash = content.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    return String(hash, radix: 36)
  }
}
