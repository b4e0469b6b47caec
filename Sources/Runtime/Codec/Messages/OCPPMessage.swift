/// The payload of a CALL or a CALLRESULT.
public protocol OCPPMessage: JSONCodable {
  /// The version whose schema this is.
  static var version: OCPPVersion { get }
}

/// The payload of a CALL.
public protocol OCPPRequest: OCPPMessage {
  /// The payload of the CALLRESULT that answers it.
  associatedtype Response: OCPPMessage

  /// The action's name.
  static var action: String { get }
}

extension OCPPMessage {
  /// Reads and checks a payload.
  ///
  /// - Parameter bytes: the payload's text, the whole of it.
  /// - Throws: ``MessageViolations`` with all that is wrong.
  public static func decode(_ bytes: UnsafeBufferPointer<UInt8>) throws(MessageViolations) -> Self {
    try PayloadReading.decode(bytes, version: version) { reader throws(DecodingStop) in try reader.object(of: Self.self)
    }
  }

  /// Reads and checks a payload.
  ///
  /// - Parameter text: the payload's text, the whole of it.
  /// - Throws: ``MessageViolations`` with all that is wrong.
  public static func decode(_ text: String) throws(MessageViolations) -> Self {
    var text = text
    return try text.withUTF8 { bytes in Result { () throws(MessageViolations) in try decode(bytes) } }.get()
  }
}
