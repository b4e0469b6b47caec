import Glibc
import OCPPCodec

/// Standard output can't be written to.
struct OutputFailure: Error, CustomStringConvertible {
  let description: String
}

/// Lines of JSON to a file descriptor, written in large pieces.
final class LineOutput {
  /// Takes the next line.
  var writer = JSONWriter(capacity: 4096)

  private let descriptor: Int32
  private var pending: [UInt8] = []
  private static let pieceSize = 65536

  init(descriptor: Int32) {
    self.descriptor = descriptor
    pending.reserveCapacity(Self.pieceSize + 4096)
  }

  /// Ends the line that the writer has.
  ///
  /// - Throws: ``OutputFailure``
  func endLine() throws {
    writer.withBytes { pending.append(contentsOf: $0) }
    pending.append(UInt8(ascii: "\n"))
    writer.removeAll()
    if pending.count >= Self.pieceSize { try flush() }
  }

  /// Writes what is pending.
  ///
  /// - Throws: ``OutputFailure``
  func flush() throws {
    var written = 0
    while written < pending.count {
      let count = pending.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw OutputFailure(description: String(cString: strerror(errno)))
      }
      written += count
    }
    pending.removeAll(keepingCapacity: true)
  }
}
