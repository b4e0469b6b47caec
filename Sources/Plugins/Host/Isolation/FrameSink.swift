import Glibc
import Synchronization

/// Sends frames to a socket from any thread, without waiting: what the other end doesn't take yet is kept, not endlessly.
final class FrameSink: Sendable {
  private struct State {
    var kept: [[UInt8]] = []
    var keptBytes = 0
    var isDraining = false
    var isClosed = false
  }

  /// Bytes kept for an end that doesn't read; more, and it is given up.
  private static let capacity = 128 << 20

  private let descriptor: Int32
  private let state = Mutex(State())

  /// - Parameter descriptor: closed by this object.
  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    Glibc.close(descriptor)
  }

  /// Sends a frame; nothing happens when the sink is closed.
  func send(_ frame: [UInt8]) {
    state.withLock { state in
      guard !state.isClosed else { return }
      if state.isDraining { return keep(frame[...], &state) }
      var sent = 0
      while sent < frame.count {
        let count = frame[sent...].withUnsafeBytes { bytes in
          Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
        if count > 0 {
          sent += count
        } else if errno == EAGAIN {
          keep(frame[sent...], &state)
          state.isDraining = true
          OwnThread.run("plugin-drain") { self.drain() }
          return
        } else if errno != EINTR {
          state.isClosed = true
          return
        }
      }
    }
  }

  private func keep(_ bytes: ArraySlice<UInt8>, _ state: inout State) {
    state.kept.append(Array(bytes))
    state.keptBytes += bytes.count
    guard state.keptBytes > Self.capacity else { return }
    state.isClosed = true
    state.kept = []
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// Sends what was kept, and waits as long as that takes.
  private func drain() {
    while true {
      let kept = state.withLock { state -> [[UInt8]] in
        defer {
          state.kept = []
          state.keptBytes = 0
          if state.kept.isEmpty, state.isClosed { state.isDraining = false }
        }
        if state.kept.isEmpty { state.isDraining = false }
        return state.isClosed ? [] : state.kept
      }
      guard !kept.isEmpty else { return }
      for bytes in kept where !sendAll(bytes) {
        state.withLock { $0.isClosed = true }
        break
      }
    }
  }

  private func sendAll(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 || errno == EINTR || errno == EAGAIN else { return false }
      sent += max(count, 0)
    }
    return true
  }

  /// Sends nothing more; the other end sees that there is nobody.
  func close() {
    state.withLock { $0.isClosed = true }
    shutdown(descriptor, Int32(SHUT_RDWR))
  }
}
