import OCPPCodec

extension StationRecord {
  /// The record as a line of the ledger.
  ///
  /// - Parameter moment: milliseconds since the epoch, of the simulation's time.
  func line(of station: String, at moment: Int64) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("type", type)
    writer.member("station", station)
    writer.member("time", DateTime(millisecondsSinceEpoch: moment).description)
    switch self {
    case .answered(let action, let id, let outcome, let detail):
      writer.member("action", action)
      writer.member("id", id)
      writer.member("outcome", outcome.rawValue)
      writer.member("detail", detail)
    case .command(let action, let id, let answer):
      writer.member("action", action)
      writer.member("id", id)
      writer.member("answer", answer)
    case .contradiction(let text): writer.member("message", text)
    case .transaction(let entry): entry.write(to: &writer)
    }
    writer.endObject()
    return writer.bytes
  }

  private var type: String {
    switch self {
    case .answered: "answer"
    case .command: "command"
    case .contradiction: "contradiction"
    case .transaction: "transaction"
    }
  }
}

extension TransactionEntry {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.member("version", version.rawValue)
    writer.member("number", number)
    writer.member("connector", connector)
    writer.member("idTag", idTag)
    writer.member("transactionId", id)
    writer.member("unknownId", unknownID)
    writer.member("startedOffline", startedOffline)
    writer.member("startTimestamp", startTimestamp)
    writer.member("meterStart", meterStart)
    writer.member("reservationId", reservation)
    writer.member("authorization", authorization)
    writer.member("start", start.rawValue)
    writer.member("stopTimestamp", stopTimestamp)
    writer.member("meterStop", meterStop)
    writer.member("stopReason", stopReason)
    writer.member("stop", stop.rawValue)
  }
}
