import GatewayPluginSDK
import Glibc
import Synchronization

/// The tokens of a file, read again when it changes.
final class TokenFile: Sendable {
  struct Entry: Sendable, Equatable {
    /// Milliseconds since the epoch; nil: never.
    var expiry: Int64?
  }

  /// What is wrong with the file.
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// Tells one state of a file from another.
  private struct Stamp: Equatable {
    var device: UInt64
    var node: UInt64
    var size: Int64
    var seconds: Int
    var nanoseconds: Int
  }

  private struct State {
    var stamp: Stamp?
    var entries: [String: Entry]
  }

  private let path: String
  private let state: Mutex<State>

  /// - Throws: ``Problem``.
  init(_ path: String) throws {
    self.path = path
    state = Mutex(State(stamp: try Self.stamp(path), entries: try Self.read(path)))
  }

  /// Looks a token up; letters' case doesn't matter.
  ///
  /// - Parameter report: hears once when a changed file can't be used.
  func entry(for token: String, report: (String) -> Void) -> Entry? {
    // A look at the file's date costs a microsecond, and the plugin has threads of its own.
    let stamp = try? Self.stamp(path)
    let (entry, problem) = state.withLock { state -> (Entry?, String?) in
      var problem: String?
      if stamp != state.stamp {
        state.stamp = stamp
        do {
          state.entries = try Self.read(path)
        } catch {
          problem = "\(error)"
        }
      }
      return (state.entries[token.lowercased()], problem)
    }
    if let problem { report(problem) }
    return entry
  }

  private static func stamp(_ path: String) throws -> Stamp {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Problem(description: "\(path): \(String(cString: strerror(errno)))") }
    return Stamp(
      device: UInt64(status.st_dev), node: UInt64(status.st_ino), size: Int64(status.st_size),
      seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
  }

  private static func read(_ path: String) throws -> [String: Entry] {
    guard let file = fopen(path, "r") else {
      throw Problem(description: "\(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&block, 1, block.count, file), count > 0 { bytes += block[..<count] }
    return try parse(String(decoding: bytes, as: UTF8.self), path)
  }

  /// Reads lines of a token and, after white space, an expiry date; `#` begins a comment.
  static func parse(_ text: String, _ path: String) throws -> [String: Entry] {
    var entries: [String: Entry] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.prefix { $0 != "#" }.split { $0.isWhitespace }
      guard let token = words.first else { continue }
      guard words.count <= 2 else {
        throw Problem(description: "\(path):\(index + 1): a token and an expiry date were expected, and nothing more")
      }
      var entry = Entry()
      if words.count == 2 {
        guard let expiry = DateTime(rfc3339: String(words[1]))?.millisecondsSinceEpoch else {
          throw Problem(
            description: "\(path):\(index + 1): '\(words[1])' is no date such as 2030-12-31T23:59:59Z")
        }
        entry.expiry = expiry
      }
      entries[token.lowercased()] = entry
    }
    return entries
  }
}
