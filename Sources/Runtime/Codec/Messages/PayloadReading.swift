/// How a whole payload is read: fast first, thoroughly when that fails.
enum PayloadReading {
  typealias Read<Message> = (inout JSONReader) throws(DecodingStop) -> Message

  /// - Parameters:
  ///   - bytes: the payload's text, the whole of it.
  ///   - version: whose error codes apply.
  ///   - read: reads the message.
  /// - Throws: ``MessageViolations`` with all that is wrong.
  static func decode<Message>(
    _ bytes: UnsafeBufferPointer<UInt8>,
    version: OCPPVersion,
    read: Read<Message>
  ) throws(MessageViolations) -> Message {
    var reader = JSONReader(bytes, mode: .strict)
    do {
      let message = try read(&reader)
      try reader.finish()
      return message
    } catch {
      throw MessageViolations(report(bytes, version: version, read: read).violations, in: bytes)
    }
  }

  /// - Returns: all that is wrong, and the message as far as the text can be read.
  static func report<Message>(
    _ bytes: UnsafeBufferPointer<UInt8>,
    version: OCPPVersion,
    read: Read<Message>
  ) -> (message: Message?, violations: [Violation]) {
    var reader = JSONReader(bytes, mode: .report)
    var message: Message?
    do {
      message = try read(&reader)
      try reader.finish()
    } catch {
      message = nil
    }
    return (message, Violation.located(reader.violations, in: bytes, version: version))
  }
}
