extension StationStateMachine {
  mutating func fire(_ timer: StationTimer) {
    switch timer {
    case .connect: if link == .waiting { openLink() }
    case .bootRetry: if link == .open, registration != .accepted { boot(bootReason) }
    case .heartbeat: heartbeat()
    case .callTimeout: timedOut()
    // The queue is looked at after each event.
    case .resend: break
    case .outage: beginOutage()
    case .outageEnd: endOutage()
    case .arrival(let connector): arrive(at: connector)
    case .departure(let connector): depart(from: connector)
    case .sessionEnd(let connector): endTransaction(at: connector, .local)
    case .full(let connector): becomeFull(at: connector)
    case .fault(let connector): becomeFaulty(at: connector)
    case .repair(let connector): repair(connector)
    case .sample(let connector): sample(at: connector)
    case .clockAligned: sampleAll()
    case .limitChange(let connector): updatePower(at: connector)
    case .lateReply(let number): replyLate(number)
    case .reset(let isHard): reset(isHard: isHard)
    case .powerUp: powerUp()
    case .reservationExpiry(let id): expireReservation(id)
    case .firmware: continueFirmwareUpdate()
    case .upload(let isLog): continueUpload(isLog: isLog)
    }
  }
}
