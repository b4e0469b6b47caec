import CGatewayPlugin
import Synchronization

/// The plugin's own state: values by key, kept in the gateway's store, apart for each plugin of the configuration.
///
/// In a handler, what is put is committed with the answer: all of it before the answer leaves, or nothing when the handler
/// fails. Two handlers that read and write the same key at once don't lose either's work: the later one is run again.
public struct PluginState: Sendable {
  /// What must hold for a value to be written.
  public enum Condition: Sendable, Hashable {
    /// Nobody has written the key since this handler read it; nothing, if it didn't read it.
    case unchanged
    /// Nothing.
    case always
    /// The key isn't there.
    case absent
  }

  private static let anyVersion = UInt64(GATEWAY_PLUGIN_ANY_VERSION)

  let connection: HostConnection
  /// Nil outside of any CALL: then what is put is committed by itself.
  let call: PluginCall?

  /// Reads a value.
  ///
  /// - Parameters:
  ///   - key: 1 to 256 bytes.
  ///   - type: what it is.
  /// - Returns: the value, also one that was put in this handler; nil when there is none.
  /// - Throws: ``PluginError``; `DecodingError` when the value is of another type.
  public func get<Value: Decodable & Sendable>(_ key: String, as type: Value.Type = Value.self) async throws -> Value? {
    try await read(key)?.value
  }

  /// Writes a value.
  ///
  /// - Parameters:
  ///   - key: 1 to 256 bytes.
  ///   - value: at most 64 KiB as JSON.
  ///   - condition: what must hold when it is committed; otherwise the CALL is handled again, at most three times.
  ///   - expiring: after which time it vanishes, whole seconds; nil: never.
  /// - Throws: ``PluginError``; outside of a CALL also with ``PluginError/Code/conflict``.
  public func put<Value: Encodable>(
    _ key: String,
    _ value: Value,
    if condition: Condition = .unchanged,
    expiring: Duration? = nil
  ) async throws {
    let text = try JSONValue(encoding: value).json.text
    try await write(key, text, version(key, condition), expiring)
  }

  /// Removes a value.
  ///
  /// - Parameters:
  ///   - key: 1 to 256 bytes.
  ///   - condition: as for ``put(_:_:if:expiring:)``.
  /// - Throws: as ``put(_:_:if:expiring:)`` does.
  public func remove(_ key: String, if condition: Condition = .unchanged) async throws {
    try await write(key, nil, version(key, condition), nil)
  }

  /// Reads, changes and writes a value; outside of a CALL again when somebody else was quicker.
  ///
  /// - Parameters:
  ///   - key: 1 to 256 bytes.
  ///   - expiring: after which time it vanishes, whole seconds; nil: never.
  ///   - change: makes the new value from the one that is there; nil removes it.
  /// - Returns: the new value.
  /// - Throws: what `change` throws, and ``PluginError``.
  @discardableResult
  public func update<Value: Codable & Sendable>(
    _ key: String,
    expiring: Duration? = nil,
    _ change: (Value?) throws -> Value?
  ) async throws -> Value? {
    var attempts = 0
    while true {
      let old: (value: Value, version: UInt64)? = try await read(key)
      let value = try change(old?.value)
      let text = try value.map { try JSONValue(encoding: $0).json.text }
      do {
        try await write(key, text, old?.version ?? 0, expiring)
        return value
      } catch let error as PluginError where error.code == .conflict && attempts < 10 {
        attempts += 1
      }
    }
  }

  private func read<Value: Decodable & Sendable>(_ key: String) async throws -> (value: Value, version: UInt64)? {
    let (text, version) = try await connection.stateValue(key, in: call?.number)
    call?.state.withLock { state in if state.versions[key] == nil { state.versions[key] = version } }
    guard let text else { return nil }
    return (try JSONValue(parsing: text).decode(Value.self), version)
  }

  private func version(_ key: String, _ condition: Condition) -> UInt64 {
    switch condition {
    case .unchanged: call?.state.withLock { $0.versions[key] } ?? Self.anyVersion
    case .always: Self.anyVersion
    case .absent: 0
    }
  }

  private func write(_ key: String, _ text: String?, _ version: UInt64, _ expiring: Duration?) async throws {
    // Rounded up: what should live for half a second must not live for good.
    let seconds = expiring.map { UInt64(max(1, $0.components.seconds + ($0.components.attoseconds > 0 ? 1 : 0))) } ?? 0
    if let call {
      try connection.stage(key, text, version, seconds, in: call.number)
    } else {
      try await connection.commit(key, text, version, seconds)
    }
  }
}
