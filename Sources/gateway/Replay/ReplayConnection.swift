import GatewayCore
import Synchronization

/// Takes the commands that the candidate sends to a station.
final class ReplayConnection: StationConnection {
  private struct State {
    var frames: [[UInt8]] = []
    var waiter: CheckedContinuation<[UInt8]?, Never>?
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Whether the candidate closed the connection.
  var isClosed: Bool { state.withLock { $0.isClosed } }

  func send(_ frame: [UInt8]) {
    let waiter = state.withLock { state in
      let waiter = state.waiter.take()
      if waiter == nil { state.frames.append(frame) }
      return waiter
    }
    waiter?.resume(returning: frame)
  }

  func close(_ reason: ConnectionCloseReason) {
    state.withLock { $0.isClosed = true }
    sendNothing()
  }

  /// Lets the one who waits for a command go on without one.
  func sendNothing() {
    state.withLock { $0.waiter.take() }?.resume(returning: nil)
  }

  /// The next command; nil when there will be none.
  func next() async -> [UInt8]? {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state -> [UInt8]?? in
        if !state.frames.isEmpty { return .some(state.frames.removeFirst()) }
        if state.isClosed { return .some(nil) }
        state.waiter = continuation
        return .none
      }
      if let ready { continuation.resume(returning: ready) }
    }
  }
}
