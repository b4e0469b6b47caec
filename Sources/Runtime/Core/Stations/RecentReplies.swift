import Synchronization

/// A station's latest CALLs and their answers, to answer a repeated CALL as before and run nothing twice.
package final class RecentReplies: Sendable {
  private struct Entry: Sendable {
    var id: String
    var digest: Int
    var reply: [UInt8]
  }

  /// A station has one CALL under way, so a retry repeats its latest; a few more for stations that pipeline.
  private static let capacity = 4

  private let entries = Mutex<[Entry]>([])

  package init() {}

  /// The answer to a CALL, if it has been given.
  ///
  /// - Parameters:
  ///   - id: its message id.
  ///   - digest: of its frame: the same id with something else in it is no retry.
  package func reply(to id: String, digest: Int) -> [UInt8]? {
    entries.withLock { $0.first { $0.digest == digest && $0.id == id }?.reply }
  }

  /// Keeps an answer.
  package func keep(_ reply: [UInt8], to id: String, digest: Int) {
    entries.withLock { entries in
      if entries.count == Self.capacity { entries.removeFirst() }
      entries.append(Entry(id: id, digest: digest, reply: reply))
    }
  }
}
