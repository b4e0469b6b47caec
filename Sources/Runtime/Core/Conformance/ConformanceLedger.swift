package import OCPPCodec
import Synchronization

/// What stations' messages break, counted while the gateway runs.
package final class ConformanceLedger: Sendable {
  /// What is counted: which type of station breaks which rule in which message.
  package struct Key: Sendable, Hashable {
    package var type: StationType
    package var version: OCPPVersion
    /// An action's name; `-` for frames that can't be read.
    package var action: String
    package var kind: PayloadKind
    /// A JSON pointer, `*` in place of each array index.
    package var pointer: String
    package var keyword: ConstraintKeyword

    package init(
      type: StationType, version: OCPPVersion, action: String, kind: PayloadKind, pointer: String,
      keyword: ConstraintKeyword
    ) {
      self.type = type
      self.version = version
      self.action = action
      self.kind = kind
      self.pointer = pointer
      self.keyword = keyword
    }
  }

  /// The first message that broke a rule.
  package struct Example: Sendable, Hashable {
    package var station: StationID
    /// Milliseconds since the epoch.
    package var at: Int64
    /// The message id.
    package var messageID: String
    /// What is wrong.
    package var message: String
    /// The payload, or the frame, as it came; at most ``ConformanceLedger/maximumExample`` bytes, tokens hidden.
    package var text: String
    /// How it was mended, as JSON Patch; nil if it wasn't.
    package var patch: String?

    package init(station: StationID, at: Int64, messageID: String, message: String, text: String, patch: String?) {
      self.station = station
      self.at = at
      self.messageID = messageID
      self.message = message
      self.text = text
      self.patch = patch
    }
  }

  /// How often a rule was broken.
  package struct Finding: Sendable, Hashable {
    package var key: Key
    package var counts: [Disposition: Int] = [:]
    package var example: Example
    /// Milliseconds since the epoch.
    package var lastAt: Int64

    package var count: Int { counts.values.reduce(0, +) }
  }

  /// How many different findings are kept; of more only the number of times is counted.
  package static let maximumFindings = 10_000
  /// The longest text of an example, in bytes.
  package static let maximumExample = 2048

  private struct State {
    var findings: [Key: Finding] = [:]
    var messages: [Disposition: Int] = [:]
    var omitted = 0
  }

  private let state = Mutex(State())

  package init() {}

  /// Counts a message.
  package func count(_ disposition: Disposition) {
    state.withLock { $0.messages[disposition, default: 0] += 1 }
  }

  /// Counts a violation.
  ///
  /// - Parameter example: made only for the first one.
  package func count(_ key: Key, _ disposition: Disposition, at now: Int64, example: () -> Example) {
    let isNew = state.withLock { state -> Bool in
      guard state.findings[key] != nil else {
        if state.findings.count >= Self.maximumFindings { state.omitted += 1 }
        return state.findings.count < Self.maximumFindings
      }
      state.findings[key]?.counts[disposition, default: 0] += 1
      state.findings[key]?.lastAt = now
      return false
    }
    guard isNew else { return }
    let finding = Finding(key: key, example: example(), lastAt: now)
    state.withLock { $0.findings[key, default: finding].counts[disposition, default: 0] += 1 }
  }

  /// All findings, the most frequent first.
  package var findings: [Finding] {
    state.withLock { Array($0.findings.values) }.sorted { left, right in
      left.count != right.count
        ? left.count > right.count
        : (left.key.action, left.key.pointer, left.key.keyword.rawValue)
          < (right.key.action, right.key.pointer, right.key.keyword.rawValue)
    }
  }

  /// How many messages didn't conform, by what became of them.
  package var messages: [Disposition: Int] { state.withLock { $0.messages } }

  /// How many violations belong to none of the findings, since there were too many different ones.
  package var omitted: Int { state.withLock { $0.omitted } }

  /// Forgets all.
  package func reset() {
    state.withLock { $0 = State() }
  }
}
