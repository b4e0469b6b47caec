import CZlib
import Glibc

/// Writes a gzip file.
///
/// What was written before the last ``flush()`` can be read even when the process dies.
package final class GzipWriter {
  /// Bytes in the file so far.
  package private(set) var size = 0

  private let descriptor: Int32
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var output = [UInt8](repeating: 0, count: 64 << 10)

  /// - Parameter path: a file that doesn't exist yet; it can be read by its owner only.
  /// - Throws: ``TraceProblem``
  package init(creating path: String) throws(TraceProblem) {
    descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw TraceProblem("\(path): \(String(cString: strerror(errno)))") }
    stream.initialize(to: z_stream())
    guard gateway_deflate_gzip(stream) == Z_OK else {
      Glibc.close(descriptor)
      throw TraceProblem("\(path): no memory to compress with")
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    Glibc.close(descriptor)
  }

  /// - Throws: ``TraceProblem``
  package func write(_ bytes: [UInt8]) throws(TraceProblem) { try deflate(bytes, Z_NO_FLUSH) }

  /// Brings what was written to the file.
  ///
  /// - Throws: ``TraceProblem``
  package func flush() throws(TraceProblem) { try deflate([], Z_SYNC_FLUSH) }

  /// Ends the file. To be called once.
  ///
  /// - Throws: ``TraceProblem``
  package func finish() throws(TraceProblem) { try deflate([], Z_FINISH) }

  /// Brings the file to the disk.
  ///
  /// - Throws: ``TraceProblem``
  package func synchronize() throws(TraceProblem) {
    guard fsync(descriptor) == 0 else { throw TraceProblem(String(cString: strerror(errno))) }
  }

  private func deflate(_ bytes: [UInt8], _ mode: Int32) throws(TraceProblem) {
    var problem: TraceProblem?
    bytes.withUnsafeBufferPointer { input in
      // zlib's C interface takes a pointer to what it only reads.
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.pointee.avail_in = UInt32(input.count)
      repeat {
        let count = output.withUnsafeMutableBufferPointer { output in
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(output.count)
          CZlib.deflate(stream, mode)
          return output.count - Int(stream.pointee.avail_out)
        }
        problem = append(output[..<count])
      } while problem == nil && stream.pointee.avail_out == 0
    }
    if let problem { throw problem }
  }

  private func append(_ bytes: ArraySlice<UInt8>) -> TraceProblem? {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return TraceProblem(String(cString: strerror(errno)))
      }
      rest = rest.dropFirst(count)
      size += count
    }
    return nil
  }
}
