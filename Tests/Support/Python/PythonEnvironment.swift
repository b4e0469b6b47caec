package import Foundation

/// The virtual environment of Python that tests use: the packages of `requirements.txt` beside this file.
///
/// It is `.build/python`, made once; no network is needed then.
package struct PythonEnvironment: Sendable {
  /// A command that failed, with its output.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Its interpreter.
  package let interpreter: URL

  /// Finds or makes the environment.
  ///
  /// - Throws: ``Failure`` with the output of the command that failed.
  package init() async throws {
    let requirements = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(component: "requirements.txt")
    let content = try Data(contentsOf: requirements)
    let build = PackageFolder.root().appending(component: ".build")
    let folder = build.appending(component: "python")
    // Written last: what an interrupted run left doesn't have it.
    let stamp = folder.appending(component: "requirements.txt")
    interpreter = folder.appending(components: "bin", "python")

    if (try? Data(contentsOf: stamp)) == content { return }
    try FileManager.default.createDirectory(at: build, withIntermediateDirectories: true)
    let lock = try FolderLock(build.appending(component: "python.lock"))
    try await lock.acquire()
    defer { lock.release() }
    if (try? Data(contentsOf: stamp)) == content { return }
    try? FileManager.default.removeItem(at: folder)
    try await Self.run(URL(fileURLWithPath: "/usr/bin/env"), ["python3", "-m", "venv", folder.path])
    try await Self.run(
      interpreter, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements.path])
    try content.write(to: stamp)
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

  /// Runs a script of the tests with the built gateway; its output is printed, and is the report of a failure.
  ///
  /// - Parameters:
  ///   - script: its path below `Tests`.
  ///   - arguments: what it is given behind the gateway's path.
  package static func run(_ script: String, _ arguments: [String] = []) async throws {
    let file = PackageFolder.root().appending(path: "Tests/\(script)")
    let child = try await PythonEnvironment().run(file, [PackageFolder.executable("gateway").path] + arguments)
    let report = String(decoding: child.output, as: UTF8.self) + child.errors
    guard child.status == 0 else { throw Failure(description: "\(script):\n\(report)") }
    print(report, terminator: "")
  }

  private static func run(_ executable: URL, _ arguments: [String]) async throws {
    let child = try await ChildProcess.run(executable, arguments)
    guard child.status == 0 else {
      let command = ([executable.path] + arguments).joined(separator: " ")
      let output = String(decoding: child.output, as: UTF8.self) + child.errors
      throw Failure(description: "'\(command)' failed (exit code \(child.status)):\n\(output)")
    }
  }
}
