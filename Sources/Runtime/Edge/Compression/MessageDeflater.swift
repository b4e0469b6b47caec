import CZlib

/// Compresses messages, each by itself (RFC 7692 §7.2.1).
final class MessageDeflater {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let isReady: Bool
  private var output: [UInt8] = []

  /// - Parameter windowBits: 9 to 15.
  init(windowBits: Int) {
    stream.initialize(to: z_stream())
    isReady = gateway_deflate_raw(stream, Int32(windowBits)) == Z_OK
  }

  deinit {
    if isReady { deflateEnd(stream) }
    stream.deallocate()
  }

  /// Compresses a message and passes it on.
  ///
  /// - Parameter body: gets the compressed bytes; not called when they wouldn't be fewer.
  /// - Returns: whether it was called.
  func deflate(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Bool {
    guard isReady, deflateReset(stream) == Z_OK else { return false }
    if output.count < bytes.count { output = [UInt8](repeating: 0, count: bytes.count) }
    return output.withUnsafeMutableBufferPointer { output in
      // zlib's C interface takes a pointer to what it only reads.
      stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
      stream.pointee.avail_in = UInt32(bytes.count)
      stream.pointee.next_out = output.baseAddress
      stream.pointee.avail_out = UInt32(bytes.count)
      guard CZlib.deflate(stream, Z_SYNC_FLUSH) == Z_OK, stream.pointee.avail_in == 0, stream.pointee.avail_out > 0
      else { return false }
      // Without the empty block that a flush ends with.
      let count = bytes.count - Int(stream.pointee.avail_out) - 4
      body(UnsafeBufferPointer(rebasing: output[..<count]))
      return true
    }
  }
}
