import CZlib

/// Inflates a gzip text piece by piece; several files one after another are one.
package final class GzipReader {
  /// What a gzip file begins with.
  package static let magic: [UInt8] = [0x1F, 0x8B]

  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let isReady: Bool
  private var input: [UInt8] = []
  private var position = 0
  private var isFailed = false

  package init() {
    stream.initialize(to: z_stream())
    isReady = gateway_inflate_gzip(stream) == Z_OK
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deallocate()
  }

  /// Whether more input is needed before there is more output.
  package var needsInput: Bool { position >= input.count }

  /// Gives the next piece of the file.
  package func feed(_ bytes: [UInt8]) {
    input = bytes
    position = 0
  }

  /// Inflates what fits.
  ///
  /// - Returns: how many bytes; nil when the text is no gzip text.
  package func read(into output: UnsafeMutableBufferPointer<UInt8>) -> Int? {
    guard isReady, !isFailed, !output.isEmpty else { return isReady && !isFailed ? 0 : nil }
    let before = input.count - position
    let status = input.withUnsafeMutableBufferPointer { input -> Int32 in
      stream.pointee.next_in = input.baseAddress.map { $0 + position }
      stream.pointee.avail_in = UInt32(before)
      stream.pointee.next_out = output.baseAddress
      stream.pointee.avail_out = UInt32(output.count)
      return inflate(stream, Z_NO_FLUSH)
    }
    position += before - Int(stream.pointee.avail_in)
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: isFailed = inflateReset(stream) != Z_OK
    default: isFailed = true
    }
    let count = output.count - Int(stream.pointee.avail_out)
    return isFailed && count == 0 ? nil : count
  }
}
