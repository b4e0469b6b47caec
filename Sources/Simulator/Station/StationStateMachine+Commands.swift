import OCPPCodec

extension StationStateMachine {
  /// Carries out a command of the gateway and answers it, as well as the station's quirks let it.
  mutating func command(_ call: InboundCall) {
    commandCount += 1
    var stream = identity.stream("command", commandCount)
    let quirks = identity.group.quirks
    if stream.happens(quirks.noAnswer) {
      return record(.command(action: call.action.name, id: call.id, answer: "none"))
    }
    if stream.happens(quirks.callError) {
      return reply(.failure(CallError(.internalError, "a simulated failure")), to: call.id, of: call.action.name)
    }
    let answer = answer(to: call)
    guard stream.happens(quirks.slowAnswer) else { return reply(answer, to: call.id, of: call.action.name) }
    let frame = frame(answer, to: call.id)
    record(.command(action: call.action.name, id: call.id, answer: Self.word(answer)))
    lateReplies[commandCount] = frame
    let delay = realTime(milliseconds: stream.milliseconds(quirks.slowAnswerDelay))
    timers.set(.lateReply(commandCount), at: now + delay)
  }

  private mutating func answer(to call: InboundCall) -> Result<any OCPPMessage, CallError> {
    switch call.payload {
    case .failure(let violations):
      record(.contradiction("the gateway sent a \(call.action.name) that does not conform: \(violations)"))
      let code: CallErrorCode = identity.version == .v16 ? .formationViolation : .formatViolation
      return .failure(CallError(code, violations.description))
    case .success(let message):
      let answer: (any OCPPMessage)? =
        switch identity.version {
        case .v16: answer16(to: message)
        case .v201: answer201(to: message)
        }
      guard let answer else {
        return .failure(CallError(.notSupported, "this station does not support \(call.action.name)"))
      }
      return .success(answer)
    }
  }

  mutating func reply(_ answer: Result<any OCPPMessage, CallError>, to id: String, of action: String) {
    actions.append(.reply(frame(answer, to: id)))
    record(.command(action: action, id: id, answer: Self.word(answer)))
  }

  mutating func replyLate(_ number: Int) {
    guard let frame = lateReplies.removeValue(forKey: number), link == .open else { return }
    actions.append(.reply(frame))
  }

  private func frame(_ answer: Result<any OCPPMessage, CallError>, to id: String) -> [UInt8] {
    switch answer {
    case .success(let message): FrameWriter.result(id: id, payload: message)
    case .failure(let error): FrameWriter.error(id: id, error)
    }
  }

  /// An answer in a word: its status, or the code of the CALLERROR.
  private static func word(_ answer: Result<any OCPPMessage, CallError>) -> String {
    switch answer {
    case .success(let message):
      (try? message.json.value())?["status"]?.string ?? "answered"
    case .failure(let error): error.code.rawValue
    }
  }
}
