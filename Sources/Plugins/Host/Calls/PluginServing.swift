import OCPPCodec

/// What a plugin asks of its host: done here, or passed on to the process that does it.
///
/// Called on any thread; nothing blocks. Call 0 is none: what is asked outside of any. An operation is a number by which
/// its outcome is told to the ``PluginRunner``; nil when nobody wants to hear it.
protocol PluginServing: AnyObject, Sendable {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// Answers a call.
  func complete(_ call: UInt64, _ answer: PluginAnswer) -> PluginStatus

  /// Runs the rest of the chain.
  ///
  /// - Parameters:
  ///   - payload: instead of the message's; nil: as it came.
  ///   - isTail: whether the reply is the call's answer; else it is told by ``PluginRunner/proceed(_:_:)``.
  func next(_ call: UInt64, payload: Bytes?, isTail: Bool) -> PluginStatus

  /// Reads state.
  func readState(_ key: [UInt8], operation: UInt64, call: UInt64) -> PluginStatus

  /// Changes state.
  func changeState(_ change: PluginPut, operation: UInt64?, call: UInt64) -> PluginStatus

  /// Sends a command.
  func send(_ command: PluginCommand, operation: UInt64?, call: UInt64) -> PluginStatus

  /// Writes a line of the log.
  func log(_ level: Int32, _ message: Bytes, fields: Bytes, call: UInt64)

  /// Measures.
  func measure(_ kind: Int32, _ name: Bytes, _ value: Double, labels: Bytes)

  /// Threads of the plugin are blocked: so many have been replaced, for so many more there is no replacement.
  func blocked(_ replaced: Int, left: Int)

  /// The plugin did what it must not.
  func complain(_ complaint: PluginComplaint, call: UInt64)
}

/// A change of a plugin's state.
struct PluginPut: Sendable {
  var key: [UInt8]
  /// Nil removes the key.
  var value: [UInt8]?
  /// 0: it must not be there; `UInt64.max`: whatever.
  var expectedVersion: UInt64
  /// Seconds; 0: for ever.
  var timeToLive: UInt64
}

/// A command of a plugin to a station.
struct PluginCommand: Sendable {
  var station: String
  /// Empty: whatever the station speaks.
  var version: String
  var action: String
  var payload: [UInt8]
  /// 0: the gateway's own.
  var timeoutMilliseconds: UInt32
  /// Whether it waits until the call is answered.
  var isAfterReply: Bool
}

/// What a plugin must not do.
enum PluginComplaint: UInt8, Sendable {
  /// It completed a call that is complete, past its deadline, or never was.
  case completedTwiceOrLate = 1
  /// It called next for a second time, or for no open call.
  case nextTwice = 2

  var text: String {
    switch self {
    case .completedTwiceOrLate: "the plugin completed a call that is complete already, or past its deadline"
    case .nextTwice: "the plugin called next twice, or when its call was complete"
    }
  }
}
