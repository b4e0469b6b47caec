import Glibc
import Synchronization

/// Sends frames to a socket from any thread, without waiting: what the other end doesn't take yet is kept, not endlessly.
///
/// Whoever works off what has come from there holds what is sent meanwhile, so that it goes out at once.
final class FrameSink: Sendable {
  private struct State {
    /// What is to be sent.
    var kept: [UInt8] = []
    var isHolding = false
    var isDraining = false
    var isClosed = false
  }

  /// Bytes kept for an end that doesn't read; more, and it is given up.
  private static let capacity = 128 << 20
  /// Bytes that are held; more, and they are sent.
  private static let holdLimit = 64 << 10

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
      guard state.isHolding || state.isDraining else {
        let sent = write(frame, &state)
        if sent < frame.count { keep(frame[sent...], &state) }
        return
      }
      keep(frame[...], &state)
      if state.isHolding, !state.isDraining, state.kept.count > Self.holdLimit { writeKept(&state) }
    }
  }

  /// Keeps what is sent from now on, until ``release()``.
  func hold() {
    state.withLock { $0.isHolding = true }
  }

  /// Sends what was held.
  func release() {
    state.withLock { state in
      state.isHolding = false
      if !state.isDraining, !state.isClosed { writeKept(&state) }
    }
  }

  private func writeKept(_ state: inout State) {
    guard !state.kept.isEmpty else { return }
    let sent = write(state.kept, &state)
    if sent == state.kept.count {
      state.kept.removeAll(keepingCapacity: sent <= 2 * Self.holdLimit)
    } else {
      state.kept.removeFirst(sent)
    }
  }

  /// Sends what the other end takes now; for the rest there is a thread from now on.
  ///
  /// - Returns: how many bytes; all when there is nobody any more.
  private func write(_ bytes: [UInt8], _ state: inout State) -> Int {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
      }
      if count > 0 {
        sent += count
      } else if errno == EAGAIN {
        state.isDraining = true
        OwnThread.run("plugin-drain") { self.drain() }
        break
      } else if errno != EINTR {
        state.isClosed = true
        return bytes.count
      }
    }
    return sent
  }

  private func keep(_ bytes: ArraySlice<UInt8>, _ state: inout State) {
    state.kept += bytes
    guard state.kept.count > Self.capacity else { return }
    state.isClosed = true
    state.kept = []
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// Sends what was kept, and waits as long as that takes.
  private func drain() {
    while true {
      let kept = state.withLock { state -> [UInt8] in
        defer { state.kept = [] }
        if state.kept.isEmpty || state.isClosed { state.isDraining = false }
        return state.isClosed ? [] : state.kept
      }
      guard !kept.isEmpty else { return }
      if !sendAll(kept) { state.withLock { $0.isClosed = true } }
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
