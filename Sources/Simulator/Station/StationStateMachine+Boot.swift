import OCPPCodec

extension StationStateMachine {
  /// What is taken when a gateway names no interval, in seconds.
  private static let defaultRetry = 60

  mutating func boot(_ reason: BootReason) {
    timers.cancel(.bootRetry)
    queue.removeAll { $0.purpose == .boot }
    queue.insert(StationCall(.boot, bootRequest(reason)), at: 0)
  }

  private func bootRequest(_ reason: BootReason) -> any OCPPRequest {
    switch identity.version {
    case .v16: bootRequest16
    case .v201: bootRequest201(reason)
    }
  }

  /// Takes the answer to a BootNotification (OCPP 1.6 §4.2, 2.0.1 B01 to B03).
  ///
  /// - Parameter interval: in seconds; of heartbeats if it is accepted, else until the next BootNotification.
  mutating func booted(_ answer: Registration, interval: Int) {
    registration = answer
    guard answer == .accepted else {
      let seconds = interval > 0 ? interval : Self.defaultRetry
      timers.set(.bootRetry, at: now + Int64(seconds) * 1000)
      return
    }
    bootReason = .powerUp
    if interval > 0 { configuration.setHeartbeatInterval(interval) }
    scheduleHeartbeat()
    reportedStation = nil
    for index in connectors.indices { connectors[index].reportedStatus = nil }
    reportStatus()
  }

  /// A BootNotification was refused with a CALLERROR or not answered: it is tried again.
  mutating func bootFailed() {
    if registration != .accepted { timers.set(.bootRetry, at: now + Int64(Self.defaultRetry) * 1000) }
  }

  mutating func scheduleHeartbeat() {
    guard let interval = configuration.heartbeatInterval, interval > 0 else { return timers.cancel(.heartbeat) }
    timers.set(.heartbeat, at: now + Int64(interval) * 1000)
  }

  mutating func heartbeat() {
    scheduleHeartbeat()
    notify(heartbeatRequest, .heartbeat)
  }

  var heartbeatRequest: any OCPPRequest {
    switch identity.version {
    case .v16: heartbeatRequest16
    case .v201: heartbeatRequest201
    }
  }

  /// A setting has been changed; what depends on it follows at once.
  mutating func settingChanged(_ key: String) {
    switch key {
    case "HeartbeatInterval": scheduleHeartbeat()
    case "ClockAlignedDataInterval": scheduleClockAlignedSample()
    case "MeterValueSampleInterval":
      for connector in connectors where connector.transaction != nil { scheduleSample(connector.number) }
    default: break
    }
  }
}
