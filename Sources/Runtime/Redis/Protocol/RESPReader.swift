internal import CHiredis

/// Reads replies from the bytes of a connection, with hiredis' reader.
struct RESPReader: ~Copyable {
  private let reader: UnsafeMutablePointer<redisReader>

  init() {
    // Nil only when a few hundred bytes can't be had.
    reader = redisReaderCreate()
    gateway_redis_reader_keep(reader, 256 << 10)
  }

  deinit {
    redisReaderFree(reader)
  }

  /// Takes bytes that came.
  func feed(_ bytes: UnsafeRawBufferPointer) throws(RESPSyntaxError) {
    guard let base = bytes.baseAddress else { return }
    guard redisReaderFeed(reader, base.assumingMemoryBound(to: CChar.self), bytes.count) == REDIS_OK else {
      throw error
    }
  }

  /// The next reply; nil when more bytes are needed.
  func next() throws(RESPSyntaxError) -> RESPValue? {
    var reply: UnsafeMutableRawPointer?
    guard redisReaderGetReply(reader, &reply) == REDIS_OK else { throw error }
    guard let reply else { return nil }
    defer { freeReplyObject(reply) }
    return RESPValue(reply.assumingMemoryBound(to: redisReply.self).pointee)
  }

  private var error: RESPSyntaxError {
    let text = withUnsafeBytes(of: reader.pointee.errstr) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return RESPSyntaxError(message: text)
  }
}

/// That what came from the other side isn't RESP.
struct RESPSyntaxError: Error, CustomStringConvertible {
  let message: String

  var description: String { message }
}

extension RESPValue {
  fileprivate init(_ reply: redisReply) {
    switch reply.type {
    case REDIS_REPLY_INTEGER: self = .integer(reply.integer)
    case REDIS_REPLY_STRING: self = .string(Self.bytes(reply))
    case REDIS_REPLY_STATUS: self = .status(String(decoding: Self.bytes(reply), as: UTF8.self))
    case REDIS_REPLY_ERROR: self = .error(String(decoding: Self.bytes(reply), as: UTF8.self))
    case REDIS_REPLY_ARRAY:
      self = .array(
        (0..<reply.elements).map { index in reply.element[index].map { RESPValue($0.pointee) } ?? .null })
    default: self = .null
    }
  }

  private static func bytes(_ reply: redisReply) -> [UInt8] {
    guard let text = reply.str else { return [] }
    return Array(UnsafeRawBufferPointer(start: text, count: reply.len))
  }
}
