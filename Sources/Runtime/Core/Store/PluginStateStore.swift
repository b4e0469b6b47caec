/// Where plugins keep what they want to find again: keys with values, for each plugin its own.
package protocol PluginStateStore: Sendable {
  /// What a plugin keeps under a key; nil if nothing, or if it has vanished since.
  ///
  /// - Parameters:
  ///   - key: 1 to 256 bytes.
  ///   - plugin: the plugin's id.
  ///   - moment: milliseconds since the epoch: now.
  func pluginState(_ key: [UInt8], of plugin: String, at moment: Int64) async throws -> PluginStateRecord?

  /// Changes what a plugin keeps: all at once, or nothing when one of the keys has another version than expected.
  ///
  /// - Parameters:
  ///   - changes: no key twice.
  ///   - plugin: the plugin's id.
  ///   - moment: milliseconds since the epoch: now.
  /// - Returns: the new versions, in the order of the changes; nil when a version was another, and nothing was changed.
  func changePluginState(
    _ changes: [PluginStateChange], of plugin: String, at moment: Int64
  ) async throws -> [UInt64]?
}

/// What a plugin keeps under a key.
package struct PluginStateRecord: Sendable, Equatable {
  /// At most 64 KiB.
  package var value: [UInt8]
  /// From 1; another one with each change, never one that the key had before.
  package var version: UInt64

  package init(value: [UInt8], version: UInt64) {
    self.value = value
    self.version = version
  }
}

/// One change of what a plugin keeps.
package struct PluginStateChange: Sendable, Equatable {
  /// What the key must have when it is changed.
  package enum Expectation: Sendable, Equatable {
    /// Whatever.
    case anything
    /// Nothing, or what has vanished.
    case absent
    /// This version.
    case version(UInt64)
  }

  /// 1 to 256 bytes.
  package var key: [UInt8]
  /// At most 64 KiB; nil removes the key.
  package var value: [UInt8]?
  package var expectation: Expectation
  /// Milliseconds since the epoch: when the key vanishes; nil: never.
  package var expiresAt: Int64?

  package init(key: [UInt8], value: [UInt8]?, expectation: Expectation, expiresAt: Int64? = nil) {
    self.key = key
    self.value = value
    self.expectation = expectation
    self.expiresAt = expiresAt
  }
}
