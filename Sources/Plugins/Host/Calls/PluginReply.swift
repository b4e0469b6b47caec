import OCPPCodec

/// What a plugin hears: of the rest of a chain, or of a command it sent.
enum PluginReply: Sendable {
  /// A CALLRESULT's payload, JSON.
  case result([UInt8])
  /// A CALLERROR.
  case error(CallError)
  /// There is neither; the text says why.
  case failure(PluginStatus, String)
}
