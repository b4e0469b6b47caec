import Crypto
import Foundation
import GatewayConformance
import GatewayCore
import Glibc
import OCPPCodec
import Synchronization

/// Writes a backup beside its place, and puts it there when it is whole.
final class BackupFileWriter: BackupSink {
  private struct State {
    let file: GzipWriter
    let encoder: JSONEncoder
    var hash = SHA256()
    var count = 0

    mutating func write(_ value: some Encodable) throws {
      var line = Array(try encoder.encode(value))
      line.append(UInt8(ascii: "\n"))
      hash.update(data: line)
      try file.write(line)
    }
  }

  private let path: String
  private let temporary: String
  private let state: Mutex<State>

  /// - Parameters:
  ///   - path: where there is no file yet; it can be read by its owner only.
  ///   - store: where the state is.
  /// - Throws: ``BackupProblem``, `TraceProblem`
  init(_ path: String, store: String, at moment: Int64) throws {
    guard access(path, F_OK) != 0 else { throw BackupProblem(path, "is there already; name another file") }
    self.path = path
    temporary = path + ".partial"
    unlink(temporary)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    state = Mutex(State(file: try GzipWriter(creating: temporary), encoder: encoder))
    let header = BackupFile.Header(createdAt: DateTime(millisecondsSinceEpoch: moment).description, store: store)
    try state.withLock { try $0.write(header) }
  }

  func write(_ record: BackupRecord) throws {
    try state.withLock { state in
      try state.write(record)
      state.count += 1
    }
  }

  var count: Int { state.withLock { $0.count } }

  /// Ends the file and gives it its name.
  func finish() throws {
    try state.withLock { state in
      let digest = state.hash.finalize().hexadecimal
      try state.write(BackupFile.End(end: BackupFile.End.Content(records: state.count, sha256: digest)))
      try state.file.finish()
      try state.file.synchronize()
    }
    guard rename(temporary, path) == 0 else { throw BackupProblem(path, String(cString: strerror(errno))) }
  }

  /// Removes what was written.
  func abandon() { unlink(temporary) }
}

extension SHA256Digest {
  var hexadecimal: String {
    map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
