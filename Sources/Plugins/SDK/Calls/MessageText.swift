/// Reads what the host gives as JSON.
@usableFromInline
enum MessageText {
  /// A message; one that a lenient policy let through is taken as far as it can be represented.
  ///
  /// - Throws: ``PluginError`` when it can't be represented at all.
  static func message(_ type: MessageDescriptor, in bytes: UnsafeBufferPointer<UInt8>) throws -> any OCPPMessage {
    do {
      return try type.decode(bytes)
    } catch {
      return try lenient(type, bytes, error)
    }
  }

  /// A message that doesn't conform.
  ///
  /// - Throws: ``PluginError`` when it can't be represented at all.
  @usableFromInline
  static func lenient(
    _ type: MessageDescriptor,
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ violations: MessageViolations
  ) throws -> any OCPPMessage {
    guard let message = type.report(bytes).message else { throw PluginError(.invalid, "\(violations)") }
    return message
  }

  /// - Throws: ``PluginError`` when it is no JSON.
  static func json(_ bytes: UnsafeBufferPointer<UInt8>) throws -> RawJSON {
    guard let json = RawJSON(text: String(decoding: bytes, as: UTF8.self)) else {
      throw PluginError(.invalid, "the gateway gave a payload that is no JSON")
    }
    return json
  }
}
