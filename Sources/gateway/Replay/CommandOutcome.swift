import Synchronization

/// Why a command was not sent.
final class CommandOutcome: Sendable {
  private let failure = Mutex<String?>(nil)

  func set(_ text: String) { failure.withLock { $0 = text } }

  var text: String { failure.withLock { $0 } ?? "no reason given" }
}
