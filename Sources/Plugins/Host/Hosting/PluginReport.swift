/// What there is to say about a plugin that is configured.
package struct PluginReport: Sendable {
  /// Whether it takes calls.
  package enum Condition: String, Sendable {
    /// Its process is not there yet.
    case starting
    /// It takes calls.
    case running
    /// It failed too often and is left alone for a while.
    case suspended
    /// The gateway shuts down.
    case stopped
  }

  /// The name in chains.
  package let id: String
  /// What the plugin calls itself.
  package let product: String
  /// Its own version.
  package let version: String
  /// The file it was loaded from.
  package let library: String
  /// Of that file, in hexadecimal.
  package let sha256: String
  package let isolation: PluginOptions.Isolation
  package let condition: Condition
  /// CALLs it has now.
  package let openCalls: Int
  /// CALLs since the start, by what became of them.
  package let calls: [(outcome: String, count: Int)]
  /// How often its process was started again.
  package let restarts: Int
  /// Its process's id; nil in process, or when there is none now.
  package let process: Int?
  /// What went wrong latest.
  package let latestFailure: String?
  /// What it handles.
  package let routes: [PluginDescriptor.RoutePattern]
}
