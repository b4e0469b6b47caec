import OCPPCodec

extension StationStateMachine {
  /// How long a station takes to boot.
  static let bootTime: Int64 = 30_000
  private static let firstRetry: Int64 = 10_000
  private static let firstRealRetry: Int64 = 100

  mutating func powerUp() {
    guard link == .off else { return }
    registration = .none
    reportedStation = nil
    for index in connectors.indices { connectors[index].reportedStatus = nil }
    configuration.applyReboot()
    connectionAttempts = 0
    openLink()
    scheduleOutage()
    scheduleClockAlignedSample()
    for connector in connectors where connector.session == nil { scheduleArrival(connector.number) }
  }

  mutating func openLink() {
    link = .connecting
    actions.append(.connect)
  }

  mutating func connected() {
    guard link == .connecting else { return }
    link = .open
    connectionAttempts = 0
    connectionCount += 1
    if registration == .accepted {
      var stream = identity.stream("reconnect", connectionCount)
      if stream.happens(identity.group.quirks.bootOnReconnect) { boot(.powerUp) }
      scheduleHeartbeat()
      reportStatus()
    } else {
      boot(bootReason)
    }
  }

  /// The connection is gone without the station's doing, or didn't come about.
  mutating func lostConnection() {
    guard link == .open || link == .connecting else { return }
    link = .waiting
    dropCalls()
    let doublings = min(connectionAttempts, 5)
    connectionAttempts += 1
    let delay = max(Self.firstRetry, realTime(milliseconds: Self.firstRealRetry)) << Int64(doublings)
    var stream = identity.stream("backoff", connectionAttempts)
    timers.set(.connect, at: now + Int64.random(in: delay / 2...delay, using: &stream))
  }

  /// Closes the connection, if there is one.
  mutating func closeLink(_ next: Link, isAbrupt: Bool) {
    if link == .open || link == .connecting { actions.append(.disconnect(isAbrupt: isAbrupt)) }
    link = next
    timers.cancel(.connect)
    dropCalls()
  }

  mutating func scheduleOutage() {
    guard !isWindingDown, !timers.isSet(.outage) else { return }
    var stream = identity.stream("outage", outageCount)
    if let interval = stream.interval(perDay: identity.group.outages.perDay) { timers.set(.outage, at: now + interval) }
  }

  mutating func beginOutage() {
    var stream = identity.stream("outage length", outageCount)
    outageCount += 1
    let length = stream.milliseconds(identity.group.outages.duration)
    // A station that is restarting anyway notices nothing.
    guard link != .off else { return scheduleOutage() }
    losesPower = stream.happens(identity.group.outages.powerLoss)
    if losesPower {
      losePower()
    } else {
      closeLink(.down, isAbrupt: true)
    }
    timers.set(.outageEnd, at: now + length)
  }

  mutating func endOutage() {
    if losesPower {
      losesPower = false
      powerUp()
    } else if link == .down {
      openLink()
    }
    scheduleOutage()
  }

  /// What was under way ends; what the station has to say of it is kept in its memory.
  mutating func losePower() {
    for connector in connectors {
      if connector.transaction != nil { endTransaction(at: connector.number, .powerLoss) }
      clearConnector(connector.number)
    }
    switchOff()
  }

  mutating func switchOff() {
    closeLink(.off, isAbrupt: true)
    registration = .none
    timers.cancel { timer in
      switch timer {
      case .bootRetry, .heartbeat, .clockAligned, .arrival, .lateReply, .resend: true
      default: false
      }
    }
    transactionsWaitUntil = 0
    lateReplies = [:]
  }

  /// - Parameter isHard: whether transactions are cut off, or ended in good order first.
  mutating func reset(isHard: Bool) {
    guard link != .off else { return }
    for connector in connectors where connector.transaction != nil {
      endTransaction(at: connector.number, isHard ? .hardReset : .softReset)
    }
    closeLink(.off, isAbrupt: isHard)
    switchOff()
    if firmware.steps.first == "Installed" {
      bootReason = .firmwareUpdate
      firmware.version = FirmwareUpdate.version(after: firmware.version)
    } else {
      bootReason = .remoteReset
    }
    timers.set(.powerUp, at: now + Self.bootTime)
  }

  mutating func windDown() {
    guard !isWindingDown else { return }
    isWindingDown = true
    timers.cancel { timer in
      switch timer {
      case .outage, .outageEnd, .arrival, .departure, .clockAligned, .firmware, .upload, .powerUp: true
      default: false
      }
    }
    for connector in connectors where connector.transaction != nil { endTransaction(at: connector.number, .local) }
    for connector in connectors { clearConnector(connector.number) }
    guard !queue.isEmpty || outstanding != nil else { return }
    switch link {
    case .off:
      powerUp()
    case .down, .waiting:
      timers.cancel(.connect)
      openLink()
    case .connecting, .open: break
    }
  }

  mutating func finishIfDone() {
    guard !isFinished, queue.isEmpty, outstanding == nil else { return }
    isFinished = true
    closeLink(.off, isAbrupt: false)
    timers.cancel { _ in true }
  }
}
