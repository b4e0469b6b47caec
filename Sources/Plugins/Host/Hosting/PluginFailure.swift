import GatewayCore

/// Why a plugin didn't handle a CALL.
package struct PluginFailure: StallsMessage, CustomStringConvertible {
  /// The kind, as metrics count it.
  package enum Reason: String, Sendable, CaseIterable {
    /// It said so itself.
    case failure
    /// It answered with something that isn't an answer to that CALL.
    case invalid
    /// It didn't complete the CALL in time.
    case timeout
    /// Its process ended.
    case crashed
    /// Too many of its CALLs are under way.
    case busy
    /// It failed so often that it is left alone for a while.
    case suspended
    /// Its process is not there yet.
    case unavailable
    /// Others changed its state at the same time, again and again.
    case conflict
  }

  package let plugin: String
  package let reason: Reason
  /// For people.
  package let text: String

  package var description: String { "plugin '\(plugin)': \(text)" }

  /// Whether it tells against the plugin.
  var isOwnFault: Bool {
    switch reason {
    case .failure, .invalid, .timeout, .crashed, .unavailable: true
    case .busy, .suspended, .conflict: false
    }
  }
}
