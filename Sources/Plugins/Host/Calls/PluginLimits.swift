/// How much a plugin may hand over at once.
enum PluginLimits {
  /// Bytes of a payload or a reply.
  static let maximumPayload = 16 << 20
  /// Bytes of a value of the state.
  static let maximumValue = 64 << 10
  /// Bytes of a line of the log.
  static let maximumLogLine = 4096
  /// Reads of state and commands under way.
  static let maximumJobs = 4096
  /// Changes of the state in one call.
  static let maximumPuts = 256
  /// Commands that wait for a call's reply.
  static let maximumCommands = 256

  /// Whether a key of the state may have so many bytes.
  static func isKey(_ count: Int) -> Bool { 1...256 ~= count }
}
