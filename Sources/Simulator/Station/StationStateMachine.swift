import OCPPCodec

/// A simulated charging station: events in, actions out, no sockets and no clock.
///
/// Moments are milliseconds since the epoch, in the station's world; its own clock may differ.
package struct StationStateMachine: Sendable {
  /// How it is connected.
  enum Link: Sendable {
    /// It has no power.
    case off
    /// Its network is down.
    case down
    /// It will connect again.
    case waiting
    case connecting
    case open
  }

  /// Whether the gateway has accepted it.
  enum Registration: Sendable {
    /// It has to send a BootNotification.
    case none
    /// It was told to wait, and may only send what it is asked for.
    case pending
    case rejected
    case accepted
  }

  package let identity: StationIdentity
  /// How many times faster than the real one its time goes.
  let speed: Double

  var now: Int64
  var actions: [StationAction] = []
  var timers = StationTimers()
  var clock: StationClock

  var link = Link.off
  var registration = Registration.none
  var bootReason = BootReason.powerUp
  var connectionAttempts = 0
  var connectionCount = 0
  var outageCount = 0
  var losesPower = false
  /// 2.0.1: told to reset when no transaction is under way.
  var resetsWhenIdle = false
  var isWindingDown = false
  /// Whether it has nothing left to do after the simulation has ended.
  package var isFinished = false

  var queue: [StationCall] = []
  var outstanding: StationCall?
  /// Until when no message of a transaction is sent, since one was refused.
  var transactionsWaitUntil: Int64 = 0
  var messageIDs: RandomStream
  var transactionMessageCount = 0

  var connectors: [Connector]
  var isOperative = true
  var becomesInoperative = false
  var reportedStation: String?
  var transactions: [Int: ChargingTransaction] = [:]
  var transactionCount = 0
  var reservations: [Int: Reservation] = [:]
  var profiles: [InstalledProfile] = []
  var configuration: StationConfiguration
  var authorization = LocalAuthorization()

  var commandCount = 0
  var lateReplies: [Int: [UInt8]] = [:]
  var firmware: FirmwareUpdate
  var diagnosticsUpload = FileUpload()
  var logUpload = FileUpload()
  var certificates: [InstalledCertificate] = []
  var certificateRequestCount = 0
  /// What it has asked a certificate for, and hasn't got yet.
  var certificateRequest: StationCertificateRequest?
  /// The certificate that it was given.
  var credentials: StationCredentials?
  /// The gateway's ids of the station's transactions, past ones too, by its own numbers.
  var transactionIDs: [Int: String] = [:]

  /// A station that is switched off.
  ///
  /// - Parameters:
  ///   - identity: who it is.
  ///   - moment: the beginning of the simulation.
  ///   - speed: how many times faster than the real one its time goes; timeouts are of real time.
  package init(_ identity: StationIdentity, at moment: Int64, speed: Double = 1) {
    self.identity = identity
    self.speed = speed
    now = moment
    clock = StationClock(of: identity, switchedOnAt: moment)
    // Other ids in each run, or the gateway would take the second run's messages for repetitions of the first's.
    messageIDs = identity.stream("message ids", Int(moment))
    configuration = StationConfiguration(identity.group)
    firmware = FirmwareUpdate(version: identity.group.firmware)
    var meters = identity.stream("meters")
    connectors = (1...identity.group.connectors).map { number in
      Connector(
        number: number, meter: EnergyMeter(wattHours: Int.random(in: 0..<1_000_000, using: &meters), at: moment))
    }
  }

  /// When it wants to be woken; nil if it waits for nothing.
  package var nextDeadline: Int64? { timers.next }

  /// Takes an event.
  ///
  /// - Parameter moment: when it happens; not before the one of the event before.
  /// - Returns: what is to be done, in order.
  package mutating func handle(_ event: StationEvent, at moment: Int64) -> [StationAction] {
    now = max(now, moment)
    switch event {
    case .powerOn: powerUp()
    case .connected: connected()
    case .disconnected: lostConnection()
    case .received(let bytes): receive(bytes)
    case .wake: break
    case .windDown: windDown()
    }
    while let timer = timers.pop(at: now) { fire(timer) }
    pump()
    if isWindingDown { finishIfDone() }
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  /// What it knows of the transactions that have not been recorded yet.
  package var openEntries: [TransactionEntry] {
    transactions.values.map(\.entry).sorted { $0.number < $1.number }
  }

  /// A duration of real time in the station's time, in milliseconds.
  func realTime(milliseconds: Int64) -> Int64 { max(Int64(Double(milliseconds) * speed), 1) }

  /// What the station's clock shows.
  var time: DateTime { clock.time(at: now) }

  mutating func record(_ record: StationRecord) { actions.append(.record(record)) }

  func connectorIndex(_ number: Int) -> Int? { connectors.indices.contains(number - 1) ? number - 1 : nil }
}
