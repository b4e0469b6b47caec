import CZlib

/// Inflates messages, each by itself (RFC 7692 §7.2.2), up to a size.
final class MessageInflater {
  enum Outcome {
    /// The message, until the next one is inflated.
    case message(UnsafeBufferPointer<UInt8>)
    /// It would be longer than allowed.
    case tooBig
    /// It is no DEFLATE data.
    case invalid
  }

  /// What the sender leaves out at the end of each message.
  private static let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]

  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  /// One byte more than allowed, to see that there is more.
  private let output: UnsafeMutableBufferPointer<UInt8>
  private let isReady: Bool

  /// - Parameter maximumSize: bytes that a message may have.
  init(maximumSize: Int) {
    stream.initialize(to: z_stream())
    output = .allocate(capacity: maximumSize + 1)
    isReady = gateway_inflate_raw(stream) == Z_OK
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deallocate()
    output.deallocate()
  }

  func inflate(_ bytes: UnsafeBufferPointer<UInt8>) -> Outcome {
    guard isReady, inflateReset(stream) == Z_OK else { return .invalid }
    stream.pointee.next_out = output.baseAddress
    stream.pointee.avail_out = UInt32(output.count)
    let end = take(bytes).flatMap { isAtEnd in isAtEnd ? true : Self.tail.withUnsafeBufferPointer(take) }
    guard end != nil else { return .invalid }
    let count = output.count - Int(stream.pointee.avail_out)
    return count == output.count ? .tooBig : .message(UnsafeBufferPointer(rebasing: output[..<count]))
  }

  /// - Returns: whether the data's last block has ended; nil when they are not valid.
  private func take(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
    // zlib's C interface takes a pointer to what it only reads.
    stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
    stream.pointee.avail_in = UInt32(bytes.count)
    switch CZlib.inflate(stream, Z_SYNC_FLUSH) {
    // A buffer error says that nothing could be done: all is inflated, or the output is full.
    case Z_OK, Z_BUF_ERROR: return false
    case Z_STREAM_END: return true
    default: return nil
    }
  }
}
