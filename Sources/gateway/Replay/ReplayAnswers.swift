/// What the candidate answered a station, until the recording has its answers: of the connection that it has, and of the one
/// before, whose last answers may be ready late.
struct ReplayAnswers {
  struct Answer {
    var action: String
    /// Nil when the connection was closed instead.
    var frame: [UInt8]?
  }

  private var current: Int?
  /// By epoch and message id, the oldest first: a CALL may have come again before it was answered.
  private var answers: [Int: [String: [Answer]]] = [:]

  /// The station has another connection.
  mutating func begin(epoch: Int) {
    // A gateway that was started anew may count from the beginning.
    answers = answers.filter { $0.key == current && $0.key != epoch }
    current = epoch
  }

  mutating func add(_ answer: Answer, to id: String, epoch: Int) {
    answers[epoch, default: [:]][id, default: []].append(answer)
  }

  func contains(_ id: String, epoch: Int) -> Bool { answers[epoch]?[id]?.isEmpty == false }

  /// Takes the first answer to a message out; nil when there is none.
  mutating func remove(_ id: String, epoch: Int) -> Answer? {
    guard var waiting = answers[epoch]?[id], !waiting.isEmpty else { return nil }
    let answer = waiting.removeFirst()
    answers[epoch]?[id] = waiting.isEmpty ? nil : waiting
    return answer
  }
}
