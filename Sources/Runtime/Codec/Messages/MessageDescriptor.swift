/// A kind of payload, for code that learns only at run time which.
public struct MessageDescriptor: Sendable {
  /// Its type.
  public let type: any OCPPMessage.Type

  /// Reads and checks one; see ``JSONCodable/read(from:)``.
  let read: @Sendable (inout JSONReader) throws(DecodingStop) -> any OCPPMessage

  /// For generated code.
  public init<Message: OCPPMessage>(_ type: Message.Type) {
    self.type = type
    read = { reader throws(DecodingStop) in try reader.object(of: Message.self) }
  }

  /// Reads and checks a payload.
  ///
  /// - Parameter bytes: the payload's text, the whole of it.
  /// - Throws: ``MessageViolations`` with all that is wrong.
  public func decode(_ bytes: UnsafeBufferPointer<UInt8>) throws(MessageViolations) -> any OCPPMessage {
    try PayloadReading.decode(bytes, version: type.version, read: read)
  }

  /// Finds all that is wrong with a payload.
  ///
  /// - Parameter bytes: the payload's text, the whole of it.
  /// - Returns: the violations, and the message as far as the text can be read: one whose violations all leave their
  ///   values representable can be used under a lenient policy.
  public func report(_ bytes: UnsafeBufferPointer<UInt8>) -> (message: (any OCPPMessage)?, violations: [Violation]) {
    PayloadReading.report(bytes, version: type.version, read: read)
  }
}
