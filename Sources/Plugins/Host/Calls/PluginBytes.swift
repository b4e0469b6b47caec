import CGatewayPlugin

extension gateway_plugin_bytes {
  /// The bytes, borrowed as the ABI lends them.
  var buffer: UnsafeBufferPointer<UInt8> {
    guard length > 0, let data else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(start: data, count: length)
  }

  /// Nil when it is no UTF-8.
  var text: String? { String(validating: buffer, as: UTF8.self) }

  init(_ buffer: UnsafeBufferPointer<UInt8>) {
    self.init(data: buffer.baseAddress, length: buffer.count)
  }
}
