package import OCPPCodec

/// What a station knows of one of its transactions.
package struct TransactionEntry: Sendable, Equatable {
  /// How far the gateway knows of a message.
  package enum Delivery: String, Sendable {
    /// It was not sent, or not answered.
    case pending
    /// It was answered.
    case confirmed
    /// It was given up after several CALLERRORs.
    case refused
  }

  package let version: OCPPVersion
  /// Its number at the station, from 1.
  package let number: Int
  /// The connector (1.6) or EVSE (2.0.1).
  package let connector: Int
  package let idTag: String
  /// The id the gateway gave (1.6) or the station (2.0.1); nil as long as there is none.
  package var id: String?
  /// 1.6: the id in its later messages, if that is none that the gateway gave: -1 or 0.
  package var unknownID: Int?
  /// Whether it was begun without a connection.
  package var startedOffline = false
  /// As sent.
  package var startTimestamp: String
  /// In Wh.
  package var meterStart: Int
  package var reservation: Int?
  /// What was answered of the idTag.
  package var authorization: String?
  package var start = Delivery.pending
  /// As sent; nil while it goes on.
  package var stopTimestamp: String?
  /// In Wh.
  package var meterStop: Int?
  package var stopReason: String?
  package var stop = Delivery.pending

  /// Whether it has ended and nothing of it waits to be sent.
  var isSettled: Bool { stopTimestamp != nil && start != .pending && stop != .pending }
}
