import GatewayConfig

extension StationQuirks {
  init(reading reader: ConfigurationReader) {
    repeatSameID = reader.probability(
      "repeat_same_id", default: 0,
      help: "That a message of a transaction is sent once more after its answer, with the same message id.")
    repeatNewID = reader.probability(
      "repeat_new_id", default: 0, help: "That it is sent once more with a new message id.")
    lostAnswer = reader.probability(
      "lost_answer", default: 0,
      help: "That the connection breaks after a message of a transaction was sent, before its answer is read.")
    resendSameID = reader.probability(
      "resend_same_id", default: resendSameID, help: "That it is then sent again with the same message id.")
    wrongClock = reader.probability("wrong_clock", default: 0, help: "That a station's clock is wrong, all the time.")
    clock = reader.enumeration(
      "clock", default: clock,
      help: "In which way: fast or slow, counting from 1970 since it was switched on, or without a time zone.")
    clockOffset = reader.duration(
      "clock_offset", default: clockOffset, in: .zero...(.seconds(3_660 * 86_400)),
      help: "By how much a clock is fast or slow at most.")
    unknownTransactionID = reader.probability(
      "unknown_transaction_id", default: 0,
      help: "1.6: that a transaction begun offline goes on and ends with an id that is none.")
    let zero = reader.boolean(
      "unknown_id_zero", default: false, help: "Whether that id is 0; otherwise it is -1.")
    unknownID = zero ? 0 : -1
    bootOnReconnect = reader.probability(
      "boot_on_reconnect", default: 0,
      help: "That a station that only lost its connection sends a BootNotification when it is back.")
    slowAnswer = reader.probability("slow_answer", default: 0, help: "That a command is answered late.")
    slowAnswerDelay = reader.durations(
      "slow_answer_delay", default: slowAnswerDelay, in: .zero...(.seconds(3_600)), help: "How late, in real time.")
    callError = reader.probability("call_error", default: 0, help: "That a command is answered with a CALLERROR.")
    noAnswer = reader.probability("no_answer", default: 0, help: "That a command is never answered.")
    fault = reader.probability(
      "fault", default: 0, help: "That a connector becomes faulty while a vehicle charges, which ends the transaction.")
    faultDuration = reader.durations(
      "fault_duration", default: faultDuration, in: .seconds(1)...(.seconds(7 * 86_400)),
      help: "How long it stays faulty.")
    failedTransfer = reader.probability(
      "failed_transfer", default: 0, help: "That an update of the firmware or an upload of diagnostics fails.")
  }
}
