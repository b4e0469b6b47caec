import GatewayCore
import Synchronization

/// A connection that keeps what it is told.
final class RecordingConnection: StationConnection {
  private let state = Mutex<(sent: [String], closed: [ConnectionCloseReason])>(([], []))
  private let stream: AsyncStream<String>
  private let continuation: AsyncStream<String>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  var sent: [String] { state.withLock { $0.sent } }
  var closed: [ConnectionCloseReason] { state.withLock { $0.closed } }

  /// Waits for the next frame.
  func next() async -> String? {
    var iterator = stream.makeAsyncIterator()
    return await iterator.next()
  }

  func send(_ frame: [UInt8]) {
    let text = String(decoding: frame, as: UTF8.self)
    state.withLock { $0.sent.append(text) }
    continuation.yield(text)
  }

  func close(_ reason: ConnectionCloseReason) {
    state.withLock { $0.closed.append(reason) }
  }
}
