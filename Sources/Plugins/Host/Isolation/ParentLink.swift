import GatewayCore
import OCPPCodec
import Synchronization

/// What an isolated plugin asks for, passed on to the gateway; in the plugin's process.
///
/// What can be told wrong at once is: the plugin shall get the same status as in process.
final class ParentLink: PluginServing {
  private struct State {
    var actions: [UInt64: ActionDescriptor] = [:]
  }

  private let sink: FrameSink
  private let state = Mutex(State())

  init(_ sink: FrameSink) {
    self.sink = sink
  }

  func send(_ frame: consuming FrameWriter) { sink.send(frame.finish()) }

  func send(frame: [UInt8]) { sink.send(frame) }

  /// Keeps what is sent from now on, until ``release()``.
  func hold() { sink.hold() }

  /// Sends what was held.
  func release() { sink.release() }

  /// Notes a call that came.
  func note(_ request: PluginRequest) {
    let action = MessageCatalog.of(request.version).action(named: request.action)
    state.withLock { $0.actions[request.number] = action }
  }

  private func action(_ call: UInt64) -> ActionDescriptor? { state.withLock { $0.actions[call] } }

  func complete(_ call: UInt64, _ answer: PluginAnswer) -> PluginStatus {
    guard let action = state.withLock({ $0.actions.removeValue(forKey: call) }) else { return .state }
    var frame = FrameWriter(.complete, capacity: answer.payload.count + 64)
    frame.integer(call)
    answer.write(to: &frame)
    send(frame)
    do throws(AnswerProblem) {
      switch answer.kind {
      case .pass, .failure: break
      case .result: _ = try AnswerCheck.result(answer, action)
      case .error: _ = try AnswerCheck.error(answer)
      }
      return .ok
    } catch {
      return .argument
    }
  }

  func next(_ call: UInt64, payload: Bytes?, isTail: Bool) -> PluginStatus {
    guard let action = action(call) else { return .state }
    if let payload, (try? AnswerCheck.request(payload, action)) == nil { return .argument }
    if isTail { state.withLock { $0.actions[call] = nil } }
    var frame = FrameWriter(.next, capacity: (payload?.count ?? 0) + 32)
    frame.integer(call)
    frame.flag(isTail)
    frame.flag(payload != nil)
    frame.data(payload ?? Bytes(start: nil, count: 0))
    send(frame)
    return .ok
  }

  func readState(_ key: [UInt8], operation: UInt64, call: UInt64) -> PluginStatus {
    var frame = FrameWriter(.readState)
    frame.integer(call)
    frame.integer(operation)
    frame.data(key)
    send(frame)
    return .ok
  }

  func changeState(_ put: PluginPut, operation: UInt64?, call: UInt64) -> PluginStatus {
    var frame = FrameWriter(.changeState, capacity: (put.value?.count ?? 0) + 128)
    frame.integer(call)
    frame.integer(operation ?? 0)
    put.write(to: &frame)
    send(frame)
    return .ok
  }

  func send(_ command: PluginCommand, operation: UInt64?, call: UInt64) -> PluginStatus {
    guard StationID(command.station) != nil else { return .argument }
    var frame = FrameWriter(.send, capacity: command.payload.count + 256)
    frame.integer(call)
    frame.integer(operation ?? 0)
    command.write(to: &frame)
    send(frame)
    return .ok
  }

  func log(_ level: Int32, _ message: Bytes, fields: Bytes, call: UInt64) {
    var frame = FrameWriter(.log)
    frame.integer(call)
    frame.integer(level)
    frame.data(Bytes(rebasing: message.prefix(PluginLimits.maximumLogLine)))
    frame.data(fields.count > 2 * PluginLimits.maximumLogLine ? Bytes(start: nil, count: 0) : fields)
    send(frame)
  }

  func measure(_ kind: Int32, _ name: Bytes, _ value: Double, labels: Bytes) {
    var frame = FrameWriter(.measure)
    frame.integer(kind)
    frame.double(value)
    frame.data(Bytes(rebasing: name.prefix(128)))
    frame.data(Bytes(rebasing: labels.prefix(2048)))
    send(frame)
  }

  func blocked(_ replaced: Int, left: Int) {
    // The gateway ends a process whose threads are blocked.
  }

  func complain(_ complaint: PluginComplaint, call: UInt64) {
    var frame = FrameWriter(.complaint)
    frame.integer(call)
    frame.integer(complaint.rawValue)
    send(frame)
  }
}
