import CGatewayPlugin

/// The CALLs whose handlers wait for something, to be cancelled if need be.
struct WaitingCalls {
  private var calls: [gateway_plugin_call: PluginCall] = [:]
  /// Cancelled before they waited, or after they were complete: the last few, since it can't be told which.
  private var cancelled: [gateway_plugin_call] = []

  /// - Returns: whether it has been cancelled already.
  mutating func add(_ call: PluginCall) -> Bool {
    calls[call.number] = call
    guard let index = cancelled.firstIndex(of: call.number) else { return false }
    cancelled.remove(at: index)
    return true
  }

  mutating func remove(_ call: PluginCall) {
    calls[call.number] = nil
  }

  /// - Returns: the CALL to cancel, if it waits.
  mutating func cancel(_ number: gateway_plugin_call) -> PluginCall? {
    if let call = calls[number] { return call }
    if cancelled.count == 64 { cancelled.removeFirst() }
    cancelled.append(number)
    return nil
  }
}
