import DequeModule
package import OCPPCodec
import Synchronization

/// The CALLs to one station: one at a time, further ones wait (OCPP-J 1.6 §4.1.1).
///
/// Nothing is sent before the station's first message after connecting has been answered.
package final class OutboundCalls: Sendable {
  private struct Pending: Sendable {
    let id: String
    let frame: [UInt8]
    let action: ActionDescriptor
    let continuation: CheckedContinuation<any OCPPMessage, any Error>
  }

  private struct State: Sendable {
    var isOpen = false
    var isClosed = false
    var outstanding: Pending?
    var waiting: Deque<Pending> = []
  }

  /// How many commands may wait for one station.
  private static let capacity = 256

  private let connection: any StationConnection
  private let state = Mutex(State())

  init(_ connection: any StationConnection) {
    self.connection = connection
  }

  /// How many commands wait for their turn or their answer.
  package var count: Int { state.withLock { $0.waiting.count + ($0.outstanding == nil ? 0 : 1) } }

  /// Lets CALLs go out: the station's first message has been answered.
  package func open() {
    let isNews = state.withLock { state in
      defer { state.isOpen = true }
      return !state.isOpen
    }
    if isNews { sendNext() }
  }

  /// Sends a CALL when its turn comes and waits for the answer.
  ///
  /// - Parameters:
  ///   - id: its message id.
  ///   - frame: the frame.
  ///   - action: its action.
  ///   - timeout: from now on.
  ///   - clock: measures it.
  /// - Returns: the payload of the CALLRESULT.
  /// - Throws: ``CommandFailure``.
  package func call(
    id: String,
    frame: [UInt8],
    action: ActionDescriptor,
    timeout: Duration,
    clock: any GatewayClock
  ) async throws -> any OCPPMessage {
    try await withThrowingTaskGroup(of: (any OCPPMessage)?.self) { group in
      group.addTask { try await self.answer(id: id, frame: frame, action: action) }
      group.addTask {
        try await clock.sleep(for: timeout)
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let answer = first else {
        throw CommandFailure.timedOut(wasSent: withdraw(id))
      }
      return answer
    }
  }

  /// Takes a CALLRESULT or CALLERROR.
  ///
  /// - Parameters:
  ///   - id: its message id.
  ///   - answer: reads the answer, given the action it answers.
  /// - Returns: whether it was awaited.
  package func resolve(id: String, with answer: (ActionDescriptor) -> Result<any OCPPMessage, any Error>) -> Bool {
    let pending = state.withLock { state -> Pending? in
      guard let outstanding = state.outstanding, outstanding.id.utf8.elementsEqual(id.utf8) else { return nil }
      state.outstanding = nil
      return outstanding
    }
    guard let pending else { return false }
    pending.continuation.resume(with: answer(pending.action))
    sendNext()
    return true
  }

  /// Ends all: what was sent may or may not have been done.
  package func close() {
    let (sent, waiting) = state.withLock { state -> (Pending?, Deque<Pending>) in
      state.isClosed = true
      defer {
        state.outstanding = nil
        state.waiting.removeAll()
      }
      return (state.outstanding, state.waiting)
    }
    sent?.continuation.resume(throwing: CommandFailure.disconnected(wasSent: true))
    for pending in waiting { pending.continuation.resume(throwing: CommandFailure.disconnected(wasSent: false)) }
  }

  private func answer(id: String, frame: [UInt8], action: ActionDescriptor) async throws -> any OCPPMessage {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let pending = Pending(id: id, frame: frame, action: action, continuation: continuation)
        let failure = state.withLock { state -> CommandFailure? in
          if state.isClosed { return .offline }
          if state.waiting.count >= Self.capacity { return .busy }
          state.waiting.append(pending)
          return nil
        }
        if let failure {
          continuation.resume(throwing: failure)
        } else if Task.isCancelled {
          // Cancelled before it waited, when there was nothing to withdraw yet.
          _ = withdraw(id)
        } else {
          sendNext()
        }
      }
    } onCancel: {
      _ = withdraw(id)
    }
  }

  private func sendNext() {
    let frame = state.withLock { state -> [UInt8]? in
      guard state.isOpen, state.outstanding == nil, let next = state.waiting.popFirst() else { return nil }
      state.outstanding = next
      return next.frame
    }
    if let frame { connection.send(frame) }
  }

  /// Forgets a CALL that nobody waits for any more.
  ///
  /// - Returns: whether it had been sent.
  private func withdraw(_ id: String) -> Bool {
    let (pending, wasSent) = state.withLock { state -> (Pending?, Bool) in
      if let outstanding = state.outstanding, outstanding.id == id {
        state.outstanding = nil
        return (outstanding, true)
      }
      guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return (nil, false) }
      return (state.waiting.remove(at: index), false)
    }
    pending?.continuation.resume(throwing: CommandFailure.timedOut(wasSent: wasSent))
    if wasSent { sendNext() }
    return wasSent
  }
}
