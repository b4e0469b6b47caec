import CGatewayPlugin
import Synchronization

/// A CALL that a handler is at work on.
@usableFromInline
final class PluginCall: Sendable {
  enum Progress {
    case running
    case waiting(Task<Void, Never>)
    case finished
  }

  /// What the rest of the chain answered.
  enum NextAnswer: Sendable {
    case message(any OCPPMessage)
    case raw(RawJSON)
    case error(OCPPError)
    case failure(PluginError)
  }

  struct State {
    var progress = Progress.running
    var isComplete = false
    var answer: NextAnswer?
    /// The versions of the state's keys that the handler has read.
    var versions: [String: UInt64] = [:]
  }

  let number: gateway_plugin_call
  let connection: HostConnection
  let station: String
  let messageID: String
  let version: OCPPVersion
  let direction: CallDirection
  let action: String
  let receivedAt: Int64
  let deadline: Int64
  let connectionEpoch: UInt64
  let attempt: Int
  let state = Mutex(State())

  // Valid until the call is complete (the ABI's rule); read under `state`, which knows.
  private nonisolated(unsafe) let message: UnsafePointer<gateway_plugin_message>

  init(
    _ number: gateway_plugin_call,
    _ message: UnsafePointer<gateway_plugin_message>,
    _ entry: HandlerTable.Entry,
    _ connection: HostConnection
  ) {
    self.number = number
    self.message = message
    self.connection = connection
    station = message.pointee.station_id.string
    messageID = message.pointee.message_id.string
    version = entry.version
    direction = entry.direction
    action = message.pointee.action.string
    receivedAt = message.pointee.received_unix_us
    deadline = message.pointee.deadline_monotonic_ns
    connectionEpoch = message.pointee.connection_epoch
    attempt = Int(clamping: message.pointee.attempt)
  }

  // MARK: Reading

  /// The request's text, valid until the call is complete.
  @usableFromInline
  var payloadBytes: UnsafeBufferPointer<UInt8> { message.pointee.payload.buffer }

  /// The request; under a lenient policy also one that doesn't conform, as far as it can be represented.
  @inlinable
  func request<Request: OCPPRequest>(_ type: Request.Type) throws -> Request {
    do {
      return try Request.decode(payloadBytes)
    } catch {
      let message = try MessageText.lenient(MessageDescriptor(Request.self), payloadBytes, error)
      guard let message = message as? Request else { throw error }
      return message
    }
  }

  /// The request's text.
  func payload() throws -> RawJSON { try MessageText.json(payloadBytes) }

  // MARK: Running

  /// Runs a handler; what it throws is the answer.
  func run(_ link: HandlerLink) async {
    do {
      try await link(self)
    } catch let error as OCPPError {
      complete(error)
    } catch let failure as PluginError where isAnswer(failure) {
      // The gateway knows best what its own failure means.
      pass()
    } catch {
      fail("\(error)")
    }
  }

  /// Notes that the handler waits for something.
  ///
  /// - Returns: false when it has finished already.
  func suspend(_ task: Task<Void, Never>) -> Bool {
    state.withLock { state in
      guard case .running = state.progress else { return false }
      state.progress = .waiting(task)
      return true
    }
  }

  /// Notes that the handler has finished.
  ///
  /// - Returns: whether it had waited.
  func finish() -> Bool {
    state.withLock { state in
      defer { state.progress = .finished }
      if case .waiting = state.progress { return true }
      return false
    }
  }

  var isFinished: Bool {
    state.withLock { state in
      if case .finished = state.progress { true } else { false }
    }
  }

  func cancel() {
    let task = state.withLock { state -> Task<Void, Never>? in
      if case .waiting(let task) = state.progress { task } else { nil }
    }
    task?.cancel()
  }
}
