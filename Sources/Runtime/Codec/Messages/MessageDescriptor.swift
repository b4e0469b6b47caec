/// A kind of payload, for code that learns only at run time which.
public struct MessageDescriptor: Sendable {
  /// Its type.
  public let type: any OCPPMessage.Type

  /// Reads and checks one; see ``JSONCodable/read(from:)``.
  public let decode: @Sendable (inout JSONReader) throws(DecodingStop) -> any OCPPMessage

  /// For generated code.
  public init<Message: OCPPMessage>(_ type: Message.Type) {
    self.type = type
    decode = { reader throws(DecodingStop) in try Message.read(from: &reader) }
  }
}
