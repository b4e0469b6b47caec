package import Foundation
import Synchronization

/// A real Redis, or a sentinel, started for a test on a free port; ended with the last reference to it.
package final class RedisServer: Sendable {
  /// What can't be done with it.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
  }

  package let port: Int
  /// Where its files are.
  package let folder: URL
  private let arguments: [String]
  private let process = Mutex<Process?>(nil)

  /// Starts a server that keeps nothing on the disk, unless the options say so.
  ///
  /// - Parameters:
  ///   - options: lines of a configuration file.
  ///   - isSentinel: whether it is a sentinel.
  /// - Throws: when it doesn't serve within ten seconds.
  package static func start(_ options: [String] = [], isSentinel: Bool = false) async throws -> RedisServer {
    let server = try RedisServer(options, isSentinel: isSentinel)
    try await server.run()
    return server
  }

  private init(_ options: [String], isSentinel: Bool) throws {
    port = try FreePort.find()
    let folder = FileManager.default.temporaryDirectory.appending(component: "redis-\(UUID().uuidString)")
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let defaults =
      ["port \(port)", "bind 127.0.0.1", "dir \(folder.path)", "logfile \(folder.path)/redis.log"]
      + (isSentinel ? [] : ["save \"\"", "appendonly no"])
    let file = folder.appending(component: "redis.conf")
    try Data((defaults + options.map { $0.replacing("FOLDER", with: folder.path) }).joined(separator: "\n").utf8)
      .write(to: file)
    arguments = [file.path] + (isSentinel ? ["--sentinel"] : [])
  }

  deinit {
    kill()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Starts it again after ``kill()``, with the same port and files.
  package func run() async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/redis-server")
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.process.withLock { $0 = process }
    RunningServers.add(process.processIdentifier)
    for _ in 0..<1000 {
      if FreePort.isServed(port) { return }
      guard process.isRunning else { break }
      try await Task.sleep(for: .milliseconds(10))
    }
    let log = (try? String(contentsOf: folder.appending(component: "redis.log"), encoding: .utf8)) ?? ""
    throw Failure(description: "redis-server doesn't serve on port \(port): \(log.suffix(2000))")
  }

  /// Ends it as a loss of power would.
  package func kill() {
    process.withLock { process in
      if let process, process.isRunning {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
      if let process { RunningServers.remove(process.processIdentifier) }
      process = nil
    }
  }

  /// Stops it where it is, until ``resume()``.
  package func suspend() { signal(SIGSTOP) }

  package func resume() { signal(SIGCONT) }

  private func signal(_ number: Int32) {
    process.withLock { process in
      if let process { Foundation.kill(process.processIdentifier, number) }
    }
  }
}

/// The servers of this process, which end with it: those that nobody lets go of too.
private enum RunningServers {
  private static let identifiers = Mutex<[Int32]>([])
  private static let isRegistered: Void = {
    atexit { RunningServers.identifiers.withLock { $0 }.forEach { Foundation.kill($0, SIGKILL) } }
  }()

  static func add(_ identifier: Int32) {
    _ = isRegistered
    identifiers.withLock { $0.append(identifier) }
  }

  static func remove(_ identifier: Int32) {
    identifiers.withLock { $0.removeAll { $0 == identifier } }
  }
}
