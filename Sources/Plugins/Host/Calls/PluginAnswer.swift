import CGatewayPlugin

/// How a plugin completes a call; its memory is the plugin's, or a frame's, and borrowed.
struct PluginAnswer {
  /// What it is.
  enum Kind: Int32 {
    /// What `next` answered.
    case pass = 1
    /// The plugin can't tell.
    case failure = 2
    /// A CALLRESULT.
    case result = 3
    /// A CALLERROR.
    case error = 4
  }

  typealias Bytes = UnsafeBufferPointer<UInt8>

  let kind: Kind
  /// Of a CALLRESULT: JSON.
  var payload = Bytes(start: nil, count: 0)
  /// Of a CALLERROR.
  var errorCode = Bytes(start: nil, count: 0)
  /// Of a CALLERROR or a failure.
  var description = Bytes(start: nil, count: 0)
  /// Of a CALLERROR: a JSON object, or nothing.
  var details = Bytes(start: nil, count: 0)

  init(_ kind: Kind) {
    self.kind = kind
  }

  /// - Returns: nil when it is no reply.
  init?(_ reply: UnsafePointer<gateway_plugin_reply>?) {
    guard let reply, UInt(bitPattern: reply) % 8 == 0 else { return nil }
    guard UnsafeRawPointer(reply).load(as: UInt32.self) >= GATEWAY_PLUGIN_SIZE_REPLY else { return nil }
    guard let kind = Kind(rawValue: reply.pointee.kind) else { return nil }
    self.kind = kind
    payload = reply.pointee.payload.buffer
    errorCode = reply.pointee.error_code.buffer
    description = reply.pointee.description.buffer
    details = reply.pointee.details.buffer
  }
}
