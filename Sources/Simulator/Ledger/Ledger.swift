import Glibc
import NIOPosix
import Synchronization

/// The ledger: a line of JSON for everything that stations were answered and know.
package final class Ledger: Sendable {
  /// Why it can't be written.
  package struct Problem: Error, CustomStringConvertible {
    package let description: String
  }

  private let lines = Mutex<[UInt8]>([])
  private let descriptor: Int32
  private let file: String

  /// - Parameter file: made, or emptied if it is there.
  /// - Throws: ``Problem``.
  package init(file: String) throws(Problem) {
    descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Problem(description: "\(file): \(String(cString: strerror(errno)))") }
    self.file = file
  }

  deinit { close(descriptor) }

  /// - Parameter moment: milliseconds since the epoch.
  func add(_ record: StationRecord, of station: String, at moment: Int64) {
    let line = record.line(of: station, at: moment)
    lines.withLock { lines in
      lines += line
      lines.append(UInt8(ascii: "\n"))
    }
  }

  /// Writes what has been added, on a thread where that may take its time.
  ///
  /// - Throws: ``Problem``.
  func flush() async throws {
    let bytes = lines.withLock { lines in
      defer { lines = [] }
      return lines
    }
    guard !bytes.isEmpty else { return }
    try await NIOThreadPool.singleton.runIfActive { [self] in try write(bytes) }
  }

  private func write(_ bytes: [UInt8]) throws(Problem) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        guard errno == EINTR else { throw Problem(description: "\(file): \(String(cString: strerror(errno)))") }
        continue
      }
      rest = rest.dropFirst(count)
    }
  }
}
