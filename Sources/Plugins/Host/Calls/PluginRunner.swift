/// Runs a plugin's code: in this process or another. Nothing blocks.
protocol PluginRunner: AnyObject, Sendable {
  /// Hands a CALL over.
  ///
  /// - Parameters:
  ///   - payload: JSON; copied.
  ///   - now: ``monotonicNanoseconds()``
  /// - Returns: whether it may be complete within a few microseconds.
  func begin(_ request: PluginRequest, payload: UnsafeBufferPointer<UInt8>, at now: Int64) -> Bool

  /// Tells what the rest of the chain answered.
  func proceed(_ call: UInt64, _ reply: PluginReply)

  /// Tells the outcome of an operation on the state.
  func finish(_ operation: UInt64, _ status: PluginStatus, value: [UInt8]?, version: UInt64)

  /// Tells the answer to a command.
  func finish(_ operation: UInt64, _ reply: PluginReply)

  /// Tells that nobody waits for a call any more.
  ///
  /// - Parameter isOverdue: whether its deadline is over; else its station is gone.
  func cancel(_ call: UInt64, isOverdue: Bool)

  /// Looks for what hangs; called now and then.
  ///
  /// - Parameter now: ``monotonicNanoseconds()``
  func inspect(at now: Int64)

  /// Ends the plugin: it gets no more calls, and until the deadline to complete those it has.
  ///
  /// - Returns: whether it ended in time.
  @discardableResult
  func stop(deadline: Int64) async -> Bool
}
