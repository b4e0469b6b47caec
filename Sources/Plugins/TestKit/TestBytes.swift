import CGatewayPlugin
import GatewayPluginSDK

extension String {
  func withBytes<Result>(_ body: (gateway_plugin_bytes) -> Result) -> Result {
    var copy = self
    return copy.withUTF8 { body(gateway_plugin_bytes(data: $0.baseAddress, length: $0.count)) }
  }
}

extension gateway_plugin_bytes {
  var text: String {
    String(decoding: UnsafeBufferPointer(start: data, count: data == nil ? 0 : length), as: UTF8.self)
  }

  /// The members of an object of strings.
  var fields: [String: String] {
    guard length > 0, let value = try? JSONValue(parsing: text) else { return [:] }
    return Dictionary(value.members.map { ($0.name, $0.value.string ?? $0.value.json.text) }) { $1 }
  }
}
