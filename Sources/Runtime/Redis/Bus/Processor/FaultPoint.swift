#if DEBUG
  import Foundation
  import Synchronization
#endif

/// A point of a processor's work at which a test has it die, as by `kill -9`.
///
/// In a debug build the environment variable `FAULT_POINT` names one and how often it is passed before: `handled:20`. In a
/// release build there is no such thing.
enum FaultPoint: String {
  /// Messages were taken; nothing has been done yet.
  case taken
  /// The chain has run; nothing is committed.
  case handled
  /// The commit is on its way, and its outcome isn't known here.
  case committing
  /// It is committed; the work isn't acknowledged.
  case committed
  /// The work of a dead processor was given to others.
  case reaping

  @inline(__always)
  func pass() {
    #if DEBUG
      Self.armed?.pass(self)
    #endif
  }

  #if DEBUG
    private static let armed = Armed(ProcessInfo.processInfo.environment["FAULT_POINT"])

    private final class Armed: Sendable {
      private let point: FaultPoint
      private let passes: Atomic<Int>

      init?(_ text: String?) {
        guard let parts = text?.split(separator: ":"), parts.count == 2, let count = Int(parts[1]),
          let point = FaultPoint(rawValue: String(parts[0]))
        else { return nil }
        self.point = point
        passes = Atomic(count)
      }

      func pass(_ point: FaultPoint) {
        guard point == self.point, passes.subtract(1, ordering: .relaxed).newValue == 0 else { return }
        guard point == .committing else { die() }
        // Sometimes Redis hasn't got it, sometimes it has done it.
        Thread.detachNewThread {
          usleep(.random(in: 0...3000))
          die()
        }
      }
    }
  #endif
}

#if DEBUG
  private func die() -> Never {
    kill(getpid(), SIGKILL)
    fatalError("killed")
  }
#endif
