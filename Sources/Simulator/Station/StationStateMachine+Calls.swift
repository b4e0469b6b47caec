import OCPPCodec

extension StationStateMachine {
  /// How long an answer is waited for, in milliseconds of real time.
  private static let callTimeout: Int64 = 30_000

  /// Sends a message that nobody needs when there is no connection.
  mutating func notify(
    _ request: any OCPPRequest, _ purpose: StationCall.Purpose = .notification, isTriggered: Bool = false
  ) {
    guard link == .open, registration == .accepted || isTriggered else { return }
    var call = StationCall(purpose, request)
    call.isTriggered = isTriggered
    queue.append(call)
  }

  /// Sends what belongs to a transaction, if need be later.
  mutating func deliver(_ request: any OCPPRequest, _ purpose: StationCall.Purpose) {
    queue.append(StationCall(purpose, request))
  }

  /// Sends what may be sent: one CALL at a time.
  mutating func pump() {
    while link == .open, outstanding == nil, let index = nextCall() {
      send(queue.remove(at: index))
    }
  }

  /// The first of the queue that may go; the messages of transactions keep their order.
  private func nextCall() -> Int? {
    switch registration {
    case .none, .rejected: queue.firstIndex { $0.purpose == .boot }
    case .pending: queue.firstIndex { $0.purpose == .boot || $0.isTriggered }
    case .accepted: queue.firstIndex { $0.transaction == nil || transactionsWaitUntil <= now }
    }
  }

  private mutating func send(_ call: StationCall) {
    var call = call
    fillInTransactionID(&call)
    let id = call.id ?? nextMessageID()
    call.id = id
    let losesAnswer = call.transaction != nil && !call.wasSent && !isWindingDown && drawsLostAnswer()
    call.wasSent = true
    outstanding = call
    timers.set(.callTimeout, at: now + realTime(milliseconds: Self.callTimeout))
    actions.append(.call(FrameWriter.call(id: id, action: call.action, payload: call.request), action: call.action))
    if losesAnswer {
      actions.append(.disconnect(isAbrupt: true))
      lostConnection()
    }
  }

  /// The queue of a station without a connection: messages of transactions, nothing else.
  mutating func dropCalls() {
    timers.cancel(.callTimeout)
    timers.cancel(.heartbeat)
    timers.cancel(.bootRetry)
    queue.removeAll { $0.transaction == nil }
    guard let call = outstanding else { return }
    outstanding = nil
    record(.answered(action: call.action, id: call.id ?? "", outcome: .lost, detail: nil))
    if call.transaction != nil {
      resend(call)
    } else if case .authorize(let connector) = call.purpose {
      authorizedOffline(connector)
    }
  }

  /// Puts a message whose answer did not come in front of the others.
  private mutating func resend(_ call: StationCall) {
    // One that is only a repetition has been answered.
    guard !call.isRepetition else { return }
    var call = call
    var stream = identity.stream("resend", transactionMessageCount)
    if !stream.happens(identity.group.quirks.resendSameID) { call.id = nil }
    queue.insert(call, at: 0)
  }

  mutating func timedOut() {
    guard let call = outstanding else { return }
    outstanding = nil
    record(.answered(action: call.action, id: call.id ?? "", outcome: .timeout, detail: nil))
    failed(call)
  }

  /// A CALL was answered with a CALLERROR, an answer that doesn't conform, or not at all.
  mutating func failed(_ call: StationCall) {
    switch call.purpose {
    case .boot: bootFailed()
    case .authorize(let connector): authorizedOffline(connector)
    case .heartbeat, .notification: break
    case .start, .update, .stop: transactionMessageFailed(call)
    }
  }

  /// Tries again as configured (OCPP 1.6 §9.1.24, §9.1.25), then gives up.
  private mutating func transactionMessageFailed(_ call: StationCall) {
    guard !call.isRepetition else { return }
    var call = call
    call.failures += 1
    guard call.failures < configuration.transactionMessageAttempts else { return gaveUp(call) }
    let wait = Int64(configuration.transactionMessageRetryInterval) * 1000 * Int64(call.failures)
    transactionsWaitUntil = now + wait
    timers.set(.resend, at: transactionsWaitUntil)
    resend(call)
  }

  /// Takes the place of an answered message by the same once more, if its quirks say so.
  mutating func repeatIfDrawn(_ call: StationCall) {
    guard call.transaction != nil, !call.isRepetition, !isWindingDown else { return }
    transactionMessageCount += 1
    var stream = identity.stream("repeat", transactionMessageCount)
    let sameID = stream.happens(identity.group.quirks.repeatSameID)
    let newID = stream.happens(identity.group.quirks.repeatNewID)
    guard sameID || newID else { return }
    var call = call
    call.isRepetition = true
    if !sameID { call.id = nil }
    queue.insert(call, at: 0)
  }

  private mutating func drawsLostAnswer() -> Bool {
    transactionMessageCount += 1
    var stream = identity.stream("lost answer", transactionMessageCount)
    return stream.happens(identity.group.quirks.lostAnswer)
  }

  mutating func nextMessageID() -> String {
    let digits = String(messageIDs.next(), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
