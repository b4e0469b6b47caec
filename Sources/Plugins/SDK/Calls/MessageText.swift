/// Reads what the host gives as JSON.
enum MessageText {
  /// A message; one that a lenient policy let through is taken as far as it can be represented.
  ///
  /// - Throws: ``PluginError`` when it can't be represented at all.
  static func message<Message: OCPPMessage>(
    _ type: Message.Type,
    in bytes: UnsafeBufferPointer<UInt8>
  ) throws -> Message {
    do {
      return try Message.decode(bytes)
    } catch {
      let report = MessageDescriptor(Message.self).report(bytes)
      guard let message = report.message as? Message else { throw PluginError(.invalid, "\(error)") }
      return message
    }
  }

  /// - Throws: ``PluginError`` when it is no JSON.
  static func json(_ bytes: UnsafeBufferPointer<UInt8>) throws -> RawJSON {
    guard let json = RawJSON(text: String(decoding: bytes, as: UTF8.self)) else {
      throw PluginError(.invalid, "the gateway gave a payload that is no JSON")
    }
    return json
  }
}
