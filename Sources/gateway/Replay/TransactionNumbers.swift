import GatewayConformance

/// The transaction ids of OCPP 1.6, which the CSMS makes up: those of the recording, and those of the candidate for the
/// same transactions.
struct TransactionNumbers {
  private var replayed: [Int: Int] = [:]
  private var recorded: [Int: Int] = [:]

  /// Learns that two are of the same transaction.
  mutating func pair(recorded: Int, replayed: Int) {
    self.replayed[recorded] = replayed
    self.recorded[replayed] = recorded
  }

  /// A payload of the recording, as the candidate has to see it.
  func forCandidate(_ payload: JSONTree) -> JSONTree { Self.map(payload, by: replayed) }

  /// A payload of the candidate, as the recording would have it.
  func asRecorded(_ payload: JSONTree) -> JSONTree { Self.map(payload, by: recorded) }

  private static func map(_ tree: JSONTree, by numbers: [Int: Int]) -> JSONTree {
    switch tree {
    case .array(let elements): return .array(elements.map { map($0, by: numbers) })
    case .object(let members):
      return .object(
        members.map { member in
          if member.name == "transactionId", let number = member.value.integer, let other = numbers[number] {
            return JSONTree.Member(member.name, .number(String(other)))
          }
          return JSONTree.Member(member.name, map(member.value, by: numbers))
        })
    default: return tree
    }
  }
}
