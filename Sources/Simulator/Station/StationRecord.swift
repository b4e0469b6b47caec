/// Something of a station that is counted, and written to the ledger.
package enum StationRecord: Sendable, Equatable {
  /// How a CALL of the station ended.
  package enum Outcome: String, Sendable {
    /// A CALLRESULT.
    case result
    /// A CALLERROR.
    case error
    /// No answer in time.
    case timeout
    /// The connection broke before the answer.
    case lost
    /// A CALLRESULT that doesn't conform to its schema.
    case invalid
  }

  /// A CALL of the station ended.
  ///
  /// - Parameters:
  ///   - detail: the status that was answered, or the code of the CALLERROR.
  case answered(action: String, id: String, outcome: Outcome, detail: String?)
  /// A command was answered.
  case command(action: String, id: String, answer: String)
  /// The gateway contradicted itself or the protocol.
  case contradiction(String)
  /// What the station knows of a transaction, once that doesn't change any more.
  case transaction(TransactionEntry)
}
