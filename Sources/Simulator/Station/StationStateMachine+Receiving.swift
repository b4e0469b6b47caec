import OCPPCodec

extension StationStateMachine {
  mutating func receive(_ bytes: [UInt8]) {
    guard link == .open else { return }
    let frame = bytes.withUnsafeBufferPointer { FrameReader(catalog).read($0) }
    switch frame {
    case .call(let call): command(call)
    case .unknownAction(let id, let name):
      reply(.failure(CallError(.notImplemented, "this station knows no \(name)")), to: id, of: name)
    case .result(let id, let payload):
      guard let call = take(id) else { return }
      bytes.withUnsafeBufferPointer { result(of: call, UnsafeBufferPointer(rebasing: $0[payload])) }
    case .error(let id, let error):
      guard let call = take(id) else { return }
      record(.answered(action: call.action, id: id, outcome: .error, detail: error.code.rawValue))
      failed(call)
    case .unsupportedType(_, let type): record(.contradiction("the gateway sent a message of type \(type)"))
    case .malformed(_, _, let reason): record(.contradiction("the gateway sent what is no OCPP-J frame: \(reason)"))
    }
  }

  /// The CALL that an answer is for; an answer that comes too late is for none.
  private mutating func take(_ id: String) -> StationCall? {
    guard let call = outstanding, call.id == id else { return nil }
    outstanding = nil
    timers.cancel(.callTimeout)
    return call
  }

  private mutating func result(of call: StationCall, _ payload: UnsafeBufferPointer<UInt8>) {
    guard let descriptor = catalog.action(named: call.action)?.response else { return }
    do throws(MessageViolations) {
      let message = try descriptor.decode(payload)
      let detail = answered(call, message)
      record(.answered(action: call.action, id: call.id ?? "", outcome: .result, detail: detail))
      repeatIfDrawn(call)
    } catch {
      record(.answered(action: call.action, id: call.id ?? "", outcome: .invalid, detail: error.description))
      record(.contradiction("the answer to \(call.action) does not conform: \(error)"))
      failed(call)
    }
  }

  /// - Returns: the status that was answered, if the answer has one.
  private mutating func answered(_ call: StationCall, _ message: any OCPPMessage) -> String? {
    switch identity.version {
    case .v16: answered16(call, message)
    case .v201: answered201(call, message)
    }
  }

  var catalog: MessageCatalog {
    switch identity.version {
    case .v16: Self.catalog16
    case .v201: Self.catalog201
    }
  }
}
