import GatewayCore
import OCPPCodec

/// A CALL as it is handed to a plugin, but for its payload.
struct PluginRequest: Sendable {
  /// Its number, which no other call of the plugin has or had.
  var number: UInt64
  var direction: MessageDirection
  var version: OCPPVersion
  var station: String
  var action: String
  var messageID: String
  var connectionEpoch: UInt64
  /// From 1.
  var attempt: UInt64
  /// Microseconds since the epoch.
  var receivedAt: Int64
  /// ``monotonicNanoseconds()``
  var deadline: Int64
}
