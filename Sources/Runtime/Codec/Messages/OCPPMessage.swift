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
    var reader = JSONReader(bytes, mode: .strict)
    do {
      let message = try Self.read(from: &reader)
      try reader.finish()
      return message
    } catch {
      throw MessageViolations(report(bytes).violations)
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

  /// Finds all that is wrong with a payload.
  ///
  /// - Parameter bytes: the payload's text, the whole of it.
  /// - Returns: the violations, and the message as far as the text can be read: a message whose violations all leave
  ///   their values representable can be used under a lenient policy.
  public static func report(_ bytes: UnsafeBufferPointer<UInt8>) -> (message: Self?, violations: [Violation]) {
    var reader = JSONReader(bytes, mode: .report)
    let message = { (reader: inout JSONReader) throws(DecodingStop) -> Self in
      let message = try Self.read(from: &reader)
      try reader.finish()
      return message
    }
    let result = try? message(&reader)
    return (result, reader.violations.map { Violation($0, in: bytes, version: version) })
  }

  /// The payload's text.
  public var json: [UInt8] {
    var writer = JSONWriter()
    encode(to: &writer)
    return writer.bytes
  }
}
