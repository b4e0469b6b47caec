import Dispatch
import Foundation
import GatewayCore
import Glibc
import Synchronization

/// How far reading is, in one line that is written over; nothing when standard error is no terminal.
final class ReadingProgress: Sendable {
  private let total: Int
  private let fileCount: Int
  private let bytes = Atomic(0)
  private let files = Atomic(0)
  private let startedAt = monotonicNanoseconds()
  private let isShown = isatty(STDERR_FILENO) == 1
  private let isOver = DispatchSemaphore(value: 0)

  init(files: [String]) {
    fileCount = files.count
    total = files.reduce(0) { sum, name in
      var status = stat()
      return name != "-" && stat(name, &status) == 0 ? sum + Int(status.st_size) : sum
    }
  }

  /// Begins to show it.
  func begin() {
    guard isShown else { return }
    Thread { [self] in
      while isOver.wait(timeout: .now() + 0.2) == .timedOut { show() }
    }.start()
  }

  func add(_ count: Int) { bytes.add(count, ordering: .relaxed) }

  func fileEnded() { files.add(1, ordering: .relaxed) }

  /// Takes the line away.
  func end() {
    isOver.signal()
    if isShown { complain("\r\u{1B}[K", terminator: "") }
  }

  private func show() {
    let read = bytes.load(ordering: .relaxed)
    let seconds = Double(monotonicNanoseconds() - startedAt) / 1e9
    let share = total > 0 ? " of \(Self.megabytes(total)) (\(min(read * 100 / total, 100)) %)" : ""
    let done = fileCount > 1 ? ", \(files.load(ordering: .relaxed)) of \(fileCount) files" : ""
    complain(
      "\r\u{1B}[K\(Self.megabytes(read))\(share), \(Int(Double(read) / 1e6 / max(seconds, 0.001))) MB/s\(done)",
      terminator: "")
  }

  private static func megabytes(_ count: Int) -> String { "\(count / 1_000_000) MB" }
}
