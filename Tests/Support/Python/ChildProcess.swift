package import Foundation

/// A program run to its end.
package struct ChildProcess: Sendable {
  /// What it wrote to standard output.
  package let output: Data
  /// What it wrote to standard error.
  package let errors: String
  /// Its exit code; the number of the signal if that ended it.
  package let status: Int32

  /// The lines of standard output.
  package var lines: [String] { String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init) }

  /// Runs a program and waits for it, without holding a thread of Swift's own.
  ///
  /// - Parameters:
  ///   - executable: the program.
  ///   - arguments: what it is given.
  ///   - input: what it reads from standard input.
  ///   - environment: variables beside those of this process.
  /// - Throws: an error of Foundation when it can't be started or there is no room for its files.
  package static func run(
    _ executable: URL,
    _ arguments: [String] = [],
    input: Data = Data(),
    environment: [String: String] = [:]
  ) async throws -> ChildProcess {
    // Files instead of pipes: neither side can wait for the other.
    let folder = FileManager.default.temporaryDirectory.appending(component: "child-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["input", "output", "errors"].map { folder.appending(component: $0) }
    try input.write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }

    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    return ChildProcess(
      output: try Data(contentsOf: files[1]), errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self),
      status: process.terminationStatus)
  }
}
