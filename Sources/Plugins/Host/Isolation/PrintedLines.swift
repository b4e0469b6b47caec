import Dispatch
import Synchronization

/// The latest lines that a process has printed.
final class PrintedLines: Sendable {
  private static let capacity = 20

  private let lines = Mutex<[String]>([])
  private let ended = DispatchSemaphore(value: 0)

  func add(_ line: String) {
    lines.withLock { lines in
      if lines.count == Self.capacity { lines.removeFirst() }
      lines.append(line)
    }
  }

  /// Notes that there will be no more.
  func end() { ended.signal() }

  /// Waits until there will be no more; not for long.
  func waitForEnd() {
    _ = ended.wait(timeout: .now() + 1)
    ended.signal()
  }

  /// The latest line that tells something; nil when there is none.
  var latest: String? { lines.withLock { $0.last { $0.contains { $0.isLetter } } } }
}
