import Dispatch
import GatewayCore
import Glibc
import OCPPCodec
import Synchronization

/// Writes whole lines to a file descriptor, from any thread, without making anybody wait.
///
/// Lines are collected under a lock and written by a queue of their own, so a log that isn't read can't hold up an event
/// loop. What doesn't fit is dropped and counted.
package final class LogWriter: Sendable {
  private struct State: Sendable {
    var pending: [UInt8] = []
    var dropped = 0
    var isScheduled = false
  }

  /// Writes to standard error; what is left is written when the process exits.
  package static let standardError: LogWriter = {
    let writer = LogWriter(descriptor: STDERR_FILENO)
    atexit { LogWriter.standardError.flush() }
    return writer
  }()

  private let descriptor: Int32
  private let capacity: Int
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "log")

  /// - Parameters:
  ///   - descriptor: an open file; it is not closed.
  ///   - capacity: bytes that may wait to be written.
  package init(descriptor: Int32, capacity: Int = 4 << 20) {
    self.descriptor = descriptor
    self.capacity = capacity
  }

  /// Writes a line, at once or soon.
  ///
  /// - Parameter line: with its line break.
  package func write(_ line: [UInt8]) {
    let isDue = state.withLock { state in
      guard state.pending.count + line.count <= capacity else {
        state.dropped += 1
        return false
      }
      state.pending += line
      defer { state.isScheduled = true }
      return !state.isScheduled
    }
    if isDue { queue.async { self.drain() } }
  }

  /// Waits until all lines so far are written.
  package func flush() { queue.sync { drain() } }

  /// How many lines were dropped since the last line was written.
  package var dropped: Int { state.withLock { $0.dropped } }

  /// Runs on the queue, so that lines keep their order.
  private func drain() {
    while true {
      let (lines, dropped) = state.withLock { state -> ([UInt8], Int) in
        if state.pending.isEmpty {
          state.isScheduled = false
          return ([], 0)
        }
        defer { state.dropped = 0 }
        return (exchange(&state.pending, with: []), state.dropped)
      }
      if lines.isEmpty { return }
      writeAll(lines)
      if dropped > 0 { writeAll(Self.notice(of: dropped)) }
    }
  }

  private static func notice(of dropped: Int) -> [UInt8] {
    let time = DateTime(millisecondsSinceEpoch: SystemClock().milliseconds)
    let message = "\"level\":\"warning\",\"message\":\"log lines dropped\""
    return Array("{\"time\":\"\(time)\",\(message),\"count\":\(dropped)}\n".utf8)
  }

  private func exchange(_ bytes: inout [UInt8], with replacement: [UInt8]) -> [UInt8] {
    defer { bytes = replacement }
    return bytes
  }

  private func writeAll(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
          // The descriptor is shared with somebody who made it non-blocking.
          var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&state, 1, 1000)
        } else if errno != EINTR {
          // There is nowhere left to say so.
          return
        }
      }
    }
  }
}
