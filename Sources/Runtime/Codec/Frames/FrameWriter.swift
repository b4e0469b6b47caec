/// Writes OCPP-J frames.
public enum FrameWriter {
  /// The longest description of a CALLERROR.
  public static let maximumDescriptionLength = 255

  /// A CALL.
  public static func call(id: String, action: String, payload: any OCPPMessage) -> [UInt8] {
    var writer = JSONWriter()
    writer.verbatim("[2,")
    writer.string(id)
    writer.string(action)
    encode(payload, to: &writer)
    writer.endArray()
    return writer.bytes
  }

  /// A CALLRESULT.
  public static func result(id: String, payload: any OCPPMessage) -> [UInt8] {
    var writer = JSONWriter()
    writer.verbatim("[3,")
    writer.string(id)
    encode(payload, to: &writer)
    writer.endArray()
    return writer.bytes
  }

  /// A CALLERROR.
  public static func error(id: String, _ error: CallError) -> [UInt8] {
    var writer = JSONWriter()
    writer.verbatim("[4,")
    writer.string(id)
    writer.string(error.code.rawValue)
    writer.string(String(String.UnicodeScalarView(error.description.unicodeScalars.prefix(maximumDescriptionLength))))
    writer.raw(error.details)
    writer.endArray()
    return writer.bytes
  }

  private static func encode(_ payload: some OCPPMessage, to writer: inout JSONWriter) {
    payload.encode(to: &writer)
  }
}
