import CGatewayPlugin

extension HostConnection {
  /// Reads a value of the state.
  ///
  /// - Returns: the value, nil if there is none, and its version, 0 if there is none.
  /// - Throws: ``PluginError``.
  func stateValue(_ key: String, in call: gateway_plugin_call?) async throws -> (String?, UInt64) {
    try await answer { receiver in
      key.withPluginBytes { key in
        self.withHost { host in
          host.pointee.state_get?(
            host, call ?? gateway_plugin_call(GATEWAY_PLUGIN_NO_CALL), key, StateReceiver.done, receiver)
            ?? Status.unsupported
        } ?? Status.cancelled
      }
    }
  }

  /// Puts a value, to be committed with a call's answer; nil removes it.
  ///
  /// - Throws: ``PluginError``.
  func stage(
    _ key: String,
    _ value: String?,
    _ version: UInt64,
    _ seconds: UInt64,
    in call: gateway_plugin_call
  ) throws {
    let status = put(key, value, version, seconds, call, nil, nil)
    if status != Status.ok { throw PluginError(status) }
  }

  /// Puts a value and waits for the commit; nil removes it.
  ///
  /// - Throws: ``PluginError``.
  func commit(_ key: String, _ value: String?, _ version: UInt64, _ seconds: UInt64) async throws {
    _ = try await answer { receiver in
      self.put(
        key, value, version, seconds, gateway_plugin_call(GATEWAY_PLUGIN_NO_CALL), StateReceiver.done, receiver)
    }
  }

  private func put(
    _ key: String,
    _ value: String?,
    _ version: UInt64,
    _ seconds: UInt64,
    _ call: gateway_plugin_call,
    _ done: gateway_plugin_state_handler?,
    _ context: UnsafeMutableRawPointer?
  ) -> gateway_plugin_status {
    key.withPluginBytes { key in
      (value ?? "").withPluginBytes { bytes in
        withHost { host in
          let bytes = value == nil ? gateway_plugin_bytes() : bytes
          return host.pointee.state_put?(host, call, key, bytes, version, seconds, done, context) ?? Status.unsupported
        } ?? Status.cancelled
      }
    }
  }

  private func answer(
    _ start: (UnsafeMutableRawPointer) -> gateway_plugin_status
  ) async throws -> (String?, UInt64) {
    // The ABI promises one call of `done`, so the continuation needn't be checked.
    try await withUnsafeThrowingContinuation { continuation in
      let receiver = Unmanaged.passRetained(StateReceiver(continuation))
      let status = start(receiver.toOpaque())
      if status != Status.ok {
        receiver.release()
        continuation.resume(throwing: PluginError(status))
      }
    }
  }
}

/// Waits for an answer about the state.
private final class StateReceiver: Sendable {
  static let done: gateway_plugin_state_handler = { context, status, value, version in
    guard let context else { return }
    let receiver = Unmanaged<StateReceiver>.fromOpaque(context).takeRetainedValue()
    PluginExecutor.shared.run {
      if status == Status.ok {
        receiver.continuation.resume(returning: (value.data == nil ? nil : value.string, version))
      } else {
        receiver.continuation.resume(throwing: PluginError(status))
      }
    }
  }

  private let continuation: UnsafeContinuation<(String?, UInt64), any Error>

  init(_ continuation: UnsafeContinuation<(String?, UInt64), any Error>) {
    self.continuation = continuation
  }
}
