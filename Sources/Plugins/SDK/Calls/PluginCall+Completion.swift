import CGatewayPlugin
import Synchronization

extension PluginCall {
  /// Answers; what the rest of the chain answered, unchanged, is not written anew.
  @inlinable
  func complete<Response: OCPPMessage>(_ response: Response) {
    if let answer = messageAnswer as? Response, answer == response { return pass() }
    var writer = JSONWriter()
    response.encode(to: &writer)
    writer.withBytes { complete(payload: $0) }
  }

  /// What the rest of the chain answered, if it was a message.
  @usableFromInline
  var messageAnswer: (any OCPPMessage)? {
    if case .message(let answer) = state.withLock({ $0.answer }) { answer } else { nil }
  }

  @usableFromInline
  func complete(payload: UnsafeBufferPointer<UInt8>) {
    complete(gateway_plugin_reply(GATEWAY_PLUGIN_REPLY_RESULT, payload: payload))
  }

  /// Answers.
  func complete(raw response: RawJSON) {
    if case .raw(response) = state.withLock({ $0.answer }) { return pass() }
    var text = response.text
    text.withUTF8 { complete(payload: $0) }
  }

  /// Answers with a CALLERROR.
  func complete(_ error: OCPPError) {
    if case .error(error) = state.withLock({ $0.answer }) { return pass() }
    var reply = gateway_plugin_reply(GATEWAY_PLUGIN_REPLY_ERROR)
    var (code, description, details) = (error.code.rawValue, error.description, error.details.text)
    code.withUTF8 { code in
      description.withUTF8 { description in
        details.withUTF8 { details in
          reply.error_code = gateway_plugin_bytes(code)
          reply.description = gateway_plugin_bytes(description)
          reply.details = gateway_plugin_bytes(details)
          complete(reply)
        }
      }
    }
  }

  /// Says that the plugin can't tell.
  func fail(_ description: String) {
    var description = description
    description.withUTF8 { description in
      var reply = gateway_plugin_reply(GATEWAY_PLUGIN_REPLY_FAILURE)
      reply.description = gateway_plugin_bytes(description)
      complete(reply)
    }
  }

  /// Answers exactly as the rest of the chain did.
  @usableFromInline
  func pass() {
    complete(gateway_plugin_reply(GATEWAY_PLUGIN_REPLY_PASS))
  }

  func isAnswer(_ failure: PluginError) -> Bool {
    if case .failure(failure) = state.withLock({ $0.answer }) { true } else { false }
  }

  private func complete(_ reply: gateway_plugin_reply) {
    connection.complete(number, reply)
  }
}

extension gateway_plugin_reply {
  init(_ kind: Int, payload: UnsafeBufferPointer<UInt8>? = nil) {
    self.init()
    struct_size = UInt32(MemoryLayout<gateway_plugin_reply>.size)
    self.kind = Int32(kind)
    if let payload { self.payload = gateway_plugin_bytes(payload) }
  }
}
