import OCPPCodec

/// A CALL that a station has to send.
struct StationCall: Sendable {
  /// What it is for, by which its answer is understood. Transactions and connectors by their numbers.
  enum Purpose: Sendable, Hashable {
    case boot
    case heartbeat
    case authorize(connector: Int)
    /// 1.6: StartTransaction; 2.0.1: the event that begins the transaction.
    case start(Int)
    /// A message in the course of a transaction.
    case update(Int)
    /// 1.6: StopTransaction; 2.0.1: the event that ends the transaction.
    case stop(Int)
    /// Anything else.
    case notification
  }

  let purpose: Purpose
  var request: any OCPPRequest
  /// The message id; nil until it is sent, and when it is to be sent again with another.
  var id: String?
  /// How often it was refused or not answered.
  var failures = 0
  /// Whether it was sent before.
  var wasSent = false
  /// Whether it is sent once more although it was answered.
  var isRepetition = false
  /// Whether the gateway asked for it, so that it may go before the station is accepted.
  var isTriggered = false

  init(_ purpose: Purpose, _ request: any OCPPRequest) {
    self.purpose = purpose
    self.request = request
  }

  var action: String { type(of: request).action }

  /// The transaction it belongs to. Such messages survive outages, and keep their order.
  var transaction: Int? {
    switch purpose {
    case .start(let number), .update(let number), .stop(let number): number
    case .boot, .heartbeat, .authorize, .notification: nil
    }
  }
}
