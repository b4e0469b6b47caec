/// What a station waits for.
enum StationTimer: Hashable, Sendable {
  /// To connect (again).
  case connect
  /// To boot again after it was not accepted.
  case bootRetry
  case heartbeat
  /// For the answer to its CALL.
  case callTimeout
  /// To send a message again that was refused.
  case resend
  /// The next outage, and its end.
  case outage
  case outageEnd
  /// A vehicle comes to a connector.
  case arrival(Int)
  /// The vehicle at a connector leaves.
  case departure(Int)
  /// The transaction at a connector ends.
  case sessionEnd(Int)
  /// The vehicle at a connector is full.
  case full(Int)
  /// A connector becomes faulty, and works again.
  case fault(Int)
  case repair(Int)
  /// The next reading of the meter in a transaction.
  case sample(Int)
  /// The next reading of all meters at a full interval of the clock.
  case clockAligned
  /// The power that a connector may draw changes.
  case limitChange(Int)
  /// A late answer, by its number.
  case lateReply(Int)
  case reset(isHard: Bool)
  case powerUp
  case reservationExpiry(Int)
  case firmware
  case upload(isLog: Bool)
}
