import GatewayCore

/// What a plugin has put during a call: committed at once with the call's reply.
struct StagedState: Sendable {
  private(set) var changes: [PluginStateChange] = []
  /// Operations whose outcome is to be told, with the index of their change.
  private(set) var operations: [(number: UInt64, change: Int)] = []

  var isEmpty: Bool { changes.isEmpty }

  /// What a key will have; nil when it wasn't put.
  func value(of key: [UInt8]) -> [UInt8]?? {
    changes.last { $0.key == key }.map(\.value)
  }

  /// - Parameter moment: milliseconds since the epoch: now.
  /// - Returns: `E_BUSY` when there are too many, `E_CONFLICT` when a key can't have both versions that were expected.
  mutating func put(_ put: PluginPut, operation: UInt64?, at moment: Int64) -> PluginStatus {
    var change = PluginStateChange(put, at: moment)
    if let index = changes.firstIndex(where: { $0.key == put.key }) {
      let before = changes[index].expectation
      if change.expectation == .anything { change.expectation = before }
      guard before == .anything || before == change.expectation else { return .conflict }
      changes[index] = change
      if let operation { operations.append((operation, index)) }
      return .ok
    }
    guard changes.count < PluginLimits.maximumPuts else { return .busy }
    changes.append(change)
    if let operation { operations.append((operation, changes.count - 1)) }
    return .ok
  }
}

extension PluginStateChange {
  init(_ put: PluginPut, at moment: Int64) {
    // A hundred years, so that no sum overflows.
    let seconds = Int64(min(put.timeToLive, 3_155_760_000))
    let expectation: Expectation =
      switch put.expectedVersion {
      case UInt64.max: .anything
      case 0: .absent
      case let version: .version(version)
      }
    self.init(
      key: put.key, value: put.value, expectation: expectation,
      expiresAt: seconds == 0 ? nil : moment + seconds * 1000)
  }
}
