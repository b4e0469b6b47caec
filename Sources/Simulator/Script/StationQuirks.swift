/// What is wrong with the stations of a group, as probabilities from 0 to 1.
package struct StationQuirks: Sendable, Equatable {
  /// What an inaccurate clock shows.
  package enum Clock: String, Sendable, CaseIterable {
    /// The time, with the offset ``StationQuirks/clockOffset``.
    case offset
    /// The time since the station was switched on, as if that had been at the beginning of 1970.
    case epoch
    /// The right time, written without a time zone, which is no RFC 3339.
    case noZone = "no-zone"
  }

  /// That a message of a transaction is sent once more after its answer, with the same message id.
  package var repeatSameID = 0.0
  /// That it is, with a new message id.
  package var repeatNewID = 0.0
  /// That the connection breaks after a message of a transaction was sent, before its answer is read.
  package var lostAnswer = 0.0
  /// That what is sent again after a lost answer has the same message id.
  package var resendSameID = 0.5
  /// That a station's clock is wrong.
  package var wrongClock = 0.0
  /// In which way.
  package var clock = Clock.offset
  /// How much a clock of ``Clock/offset`` may be fast or slow.
  package var clockOffset: Duration = .seconds(3600)
  /// 1.6: that a transaction begun offline is ended with an id that isn't one.
  package var unknownTransactionID = 0.0
  /// Which: -1 or 0.
  package var unknownID = -1
  /// That a station which only lost its connection sends a BootNotification when it is back.
  package var bootOnReconnect = 0.0
  /// That a command is answered late.
  package var slowAnswer = 0.0
  /// How late.
  package var slowAnswerDelay: ClosedRange<Duration> = .seconds(2)...(.seconds(10))
  /// That a command is answered with a CALLERROR.
  package var callError = 0.0
  /// That a command is never answered.
  package var noAnswer = 0.0
  /// That a connector becomes faulty while a vehicle charges.
  package var fault = 0.0
  /// How long it stays so.
  package var faultDuration: ClosedRange<Duration> = .seconds(300)...(.seconds(3600))
  /// That an update of the firmware or an upload of diagnostics fails.
  package var failedTransfer = 0.0

  package init() {}
}
