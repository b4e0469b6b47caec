import GatewayCore
import OCPPCodec

extension PluginRequest {
  func frame(_ payload: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var frame = FrameWriter(.call, capacity: payload.count + 256)
    frame.integer(number)
    frame.flag(direction == .inbound)
    frame.flag(version == .v16)
    frame.text(station)
    frame.text(action)
    frame.text(messageID)
    frame.integer(connectionEpoch)
    frame.integer(attempt)
    frame.integer(receivedAt)
    frame.integer(deadline)
    frame.data(payload)
    return frame.finish()
  }

  /// The payload follows in the frame.
  init(from frame: inout FrameReader) throws(FrameError) {
    number = try frame.integer()
    direction = try frame.flag() ? .inbound : .outbound
    version = try frame.flag() ? .v16 : .v201
    station = try frame.text()
    action = try frame.text()
    messageID = try frame.text()
    connectionEpoch = try frame.integer()
    attempt = try frame.integer()
    receivedAt = try frame.integer()
    deadline = try frame.integer()
  }
}

extension PluginReply {
  func write(to frame: inout FrameWriter) {
    switch self {
    case .result(let payload):
      frame.integer(UInt8(0))
      frame.data(payload)
    case .error(let error):
      frame.integer(UInt8(1))
      frame.text(error.code.rawValue)
      frame.text(error.description)
      frame.text(error.details.text)
    case .failure(let status, let text):
      frame.integer(UInt8(2))
      frame.integer(status.rawValue)
      frame.text(text)
    }
  }

  init(from frame: inout FrameReader) throws(FrameError) {
    switch try frame.integer() as UInt8 {
    case 0: self = .result(Array(try frame.data()))
    case 1:
      let (code, description) = (try frame.text(), try frame.text())
      guard let details = RawJSON(text: try frame.text()) else { throw FrameError() }
      self = .error(CallError(CallErrorCode(rawValue: code), description, details: details))
    case 2: self = .failure(PluginStatus(rawValue: try frame.integer()), try frame.text())
    default: throw FrameError()
    }
  }
}

extension PluginAnswer {
  func write(to frame: inout FrameWriter) {
    frame.integer(kind.rawValue)
    for part in [payload, errorCode, description, details] { frame.data(part) }
  }

  init(from frame: inout FrameReader) throws(FrameError) {
    guard let kind = Kind(rawValue: try frame.integer()) else { throw FrameError() }
    self.init(kind)
    payload = try frame.data()
    errorCode = try frame.data()
    description = try frame.data()
    details = try frame.data()
  }
}

extension PluginPut {
  func write(to frame: inout FrameWriter) {
    frame.data(key)
    frame.flag(value != nil)
    frame.data(value ?? [])
    frame.integer(expectedVersion)
    frame.integer(timeToLive)
  }

  init(from frame: inout FrameReader) throws(FrameError) {
    key = Array(try frame.data())
    let hasValue = try frame.flag()
    let value = Array(try frame.data())
    self.value = hasValue ? value : nil
    expectedVersion = try frame.integer()
    timeToLive = try frame.integer()
  }
}

extension PluginCommand {
  func write(to frame: inout FrameWriter) {
    frame.text(station)
    frame.text(version)
    frame.text(action)
    frame.data(payload)
    frame.integer(timeoutMilliseconds)
    frame.flag(isAfterReply)
  }

  init(from frame: inout FrameReader) throws(FrameError) {
    station = try frame.text()
    version = try frame.text()
    action = try frame.text()
    payload = Array(try frame.data())
    timeoutMilliseconds = try frame.integer()
    isAfterReply = try frame.flag()
  }
}
