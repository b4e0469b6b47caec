import CGatewayPlugin

extension gateway_plugin_bytes {
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.init(data: bytes.baseAddress, length: bytes.count)
  }

  /// Text that is never freed.
  static func permanent(_ text: String) -> gateway_plugin_bytes {
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
    _ = memory.initialize(from: text.utf8)
    return gateway_plugin_bytes(UnsafeBufferPointer(memory))
  }

  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: data, count: data == nil ? 0 : length) }

  var string: String { String(decoding: buffer, as: UTF8.self) }
}

extension gateway_plugin_buffer {
  /// Writes text, as much of it as there is room for, whole characters.
  mutating func write(_ text: String) {
    guard let data else { return }
    var end = text.startIndex
    var count = 0
    while end < text.endIndex {
      let size = text[end].utf8.count
      if count + size > capacity { break }
      count += size
      end = text.index(after: end)
    }
    for (index, byte) in text[..<end].utf8.enumerated() { data[index] = byte }
    length = count
  }
}

extension String {
  func withPluginBytes<Result>(_ body: (gateway_plugin_bytes) -> Result) -> Result {
    var copy = self
    return copy.withUTF8 { body(gateway_plugin_bytes($0)) }
  }
}
