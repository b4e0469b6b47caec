import CGatewayPlugin
import OCPPCodec

/// A function of a plugin that waits for a reply.
struct ReplyCallback: @unchecked Sendable {
  // Unchecked: the pointer is the plugin's, who gets it back on a thread of our choice, as the ABI says.
  let function: gateway_plugin_reply_handler
  let context: UnsafeMutableRawPointer?

  func callAsFunction(_ reply: PluginReply) {
    switch reply {
    case .result(let payload):
      payload.withUnsafeBufferPointer { bytes in
        call(.ok) {
          $0.kind = Int32(GATEWAY_PLUGIN_REPLY_RESULT)
          $0.payload = gateway_plugin_bytes(bytes)
        }
      }
    case .error(let error):
      var (code, description, details) = (error.code.rawValue, error.description, error.details.text)
      code.withUTF8 { code in
        description.withUTF8 { description in
          details.withUTF8 { details in
            call(.ok) {
              $0.kind = Int32(GATEWAY_PLUGIN_REPLY_ERROR)
              $0.error_code = gateway_plugin_bytes(code)
              $0.description = gateway_plugin_bytes(description)
              $0.details = gateway_plugin_bytes(details)
            }
          }
        }
      }
    case .failure(let status, var description):
      description.withUTF8 { description in
        call(status) {
          $0.kind = Int32(GATEWAY_PLUGIN_REPLY_FAILURE)
          $0.description = gateway_plugin_bytes(description)
        }
      }
    }
  }

  private func call(_ status: PluginStatus, _ fill: (inout gateway_plugin_reply) -> Void) {
    var reply = gateway_plugin_reply()
    reply.struct_size = GATEWAY_PLUGIN_SIZE_REPLY
    fill(&reply)
    function(context, status.rawValue, &reply)
  }
}

/// A function of a plugin that waits for a value of its state.
struct StateCallback: @unchecked Sendable {
  // Unchecked: as above.
  let function: gateway_plugin_state_handler
  let context: UnsafeMutableRawPointer?

  func callAsFunction(_ status: PluginStatus, _ value: [UInt8]?, version: UInt64) {
    guard let value else { return function(context, status.rawValue, gateway_plugin_bytes(), version) }
    // An empty value is there all the same, so it needs an address.
    let bytes = value.isEmpty ? [0] : value
    bytes.withUnsafeBufferPointer {
      function(context, status.rawValue, gateway_plugin_bytes(data: $0.baseAddress, length: value.count), version)
    }
  }
}
