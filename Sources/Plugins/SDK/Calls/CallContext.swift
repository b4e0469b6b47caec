import Glibc

/// What a handler can see and do beside the message itself.
public struct CallContext: Sendable {
  let call: PluginCall

  @usableFromInline
  init(call: PluginCall) {
    self.call = call
  }

  /// The station's id.
  public var station: String { call.station }
  /// The version that the station speaks.
  public var version: OCPPVersion { call.version }
  /// Which way the CALL goes.
  public var direction: CallDirection { call.direction }
  /// The action's name.
  public var action: String { call.action }
  /// The CALL's message id.
  public var messageID: String { call.messageID }
  /// When the gateway received it, or was asked to send it.
  public var receivedAt: DateTime { DateTime(millisecondsSinceEpoch: call.receivedAt / 1000) }
  /// Grows with every connection of the station.
  public var connectionEpoch: UInt64 { call.connectionEpoch }
  /// 1, and more when the CALL is handled again because the state had changed in between.
  public var attempt: Int { call.attempt }

  /// How long the gateway still waits for the handler, if it doesn't call `next` meanwhile; time spent there doesn't count.
  ///
  /// When it is over, the handler's task is cancelled and what it answers is too late.
  public var timeRemaining: Duration {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return .nanoseconds(max(0, call.deadline - Int64(now.tv_sec) * 1_000_000_000 - Int64(now.tv_nsec)))
  }

  /// Writes to the gateway's log; the station and the message are named there.
  public var log: PluginLog { PluginLog(connection: call.connection, call: call.number) }
  /// The plugin's own metrics.
  public var metric: PluginMetrics { PluginMetrics(connection: call.connection) }
  /// The plugin's own state: what the handler puts is committed before its answer leaves, or not at all when it fails.
  public var state: PluginState { PluginState(connection: call.connection, call: call) }

  /// Sends a command to another station and waits for its answer.
  ///
  /// - Parameters:
  ///   - request: the command.
  ///   - station: the station's id. Not the one whose CALL is being handled: it waits for the answer itself.
  ///   - timeout: until the answer; nil: the gateway's own.
  /// - Returns: the station's answer.
  /// - Throws: ``OCPPError`` when it answers with a CALLERROR; ``PluginError`` when it doesn't.
  public func send<Request: OCPPRequest>(
    _ request: Request,
    to station: String,
    timeout: Duration? = nil
  ) async throws -> Request.Response {
    try await Command(request, to: station, timeout).answer(from: call.connection, in: call.number)
  }

  /// Sends a command once this CALL is answered; not at all if the handler fails.
  ///
  /// - Parameters:
  ///   - request: the command.
  ///   - station: the station's id; nil: the one whose CALL is being handled.
  ///   - timeout: until the answer; nil: the gateway's own.
  ///   - then: hears the answer, on a thread of the plugin's; ``OCPPError`` for a CALLERROR, ``PluginError`` when there is none.
  public func sendAfterReply<Request: OCPPRequest>(
    _ request: Request,
    to station: String? = nil,
    timeout: Duration? = nil,
    then: @escaping @Sendable (Result<Request.Response, any Error>) -> Void = { _ in }
  ) {
    Command(request, to: station ?? call.station, timeout).send(by: call.connection, after: call.number, then)
  }
}
