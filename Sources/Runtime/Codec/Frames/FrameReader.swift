/// Reads OCPP-J frames (OCPP-J 1.6 §4.2, OCPP 2.0.1 Part 4 §4.2).
public struct FrameReader: Sendable {
  /// The longest message id.
  public static let maximumIDLength = 36

  /// The actions of the connection's version.
  public let catalog: MessageCatalog

  /// - Parameter catalog: the actions of the connection's version.
  public init(_ catalog: MessageCatalog) {
    self.catalog = catalog
  }

  /// Reads a frame.
  ///
  /// - Parameter bytes: the text of a WebSocket message.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> InboundFrame {
    var reader = JSONReader(bytes, mode: .strict)
    do {
      return try frame(&reader, bytes)
    } catch {
      return malformed(bytes, reader.violations.first)
    }
  }

  private func frame(
    _ reader: inout JSONReader,
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(DecodingStop) -> InboundFrame {
    try reader.delimiter(UInt8(ascii: "["), "an array")
    let type = try reader.integer()
    try reader.delimiter(UInt8(ascii: ","), "',' after the message type")
    let id = try reader.string(maxLength: Self.maximumIDLength)
    switch type {
    case 2: return try call(id, &reader, bytes)
    case 3:
      try reader.delimiter(UInt8(ascii: ","), "',' after the message id")
      let begin = reader.offset
      try reader.skipValue()
      let payload = begin..<reader.offset
      try end(&reader)
      return .result(id: id, payload: payload)
    case 4: return try error(id, &reader)
    default:
      while try reader.nextElement() { try reader.skipValue() }
      try reader.finish()
      return .unsupportedType(id: id, type: type)
    }
  }

  @inline(__always)
  private func call(
    _ id: String,
    _ reader: inout JSONReader,
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(DecodingStop) -> InboundFrame {
    try reader.delimiter(UInt8(ascii: ","), "',' after the message id")
    guard let name = try reader.enumerationToken() else { throw DecodingStop() }
    try reader.delimiter(UInt8(ascii: ","), "',' after the action")
    let begin = reader.offset
    guard let action = catalog.action(name) else {
      let name = name.text
      try reader.skipValue()
      try end(&reader)
      return .unknownAction(id: id, name: name)
    }
    var payload = JSONReader(UnsafeBufferPointer(rebasing: bytes[begin...]), mode: .strict)
    if let message = try? action.request.read(&payload), case let length = payload.offset, (try? end(&payload)) != nil {
      let range = begin..<(begin + length)
      return .call(InboundCall(id: id, action: action, payload: .success(message), range: range))
    }
    // Whether the frame is one at all comes first, then what the payload breaks.
    try reader.skipValue()
    let range = begin..<reader.offset
    try end(&reader)
    let text = UnsafeBufferPointer(rebasing: bytes[range])
    let violations = MessageViolations(action.request.report(text).violations, in: text)
    return .call(InboundCall(id: id, action: action, payload: .failure(violations), range: range))
  }

  private func error(_ id: String, _ reader: inout JSONReader) throws(DecodingStop) -> InboundFrame {
    try reader.delimiter(UInt8(ascii: ","), "',' after the message id")
    let code = try reader.string()
    var description = ""
    var details = RawJSON.emptyObject
    // Stations leave out what they have nothing to say in.
    if try reader.nextElement() {
      description = try reader.string()
      if try reader.nextElement() {
        details = try reader.rawValue()
        try end(&reader)
        return .error(id: id, CallError(CallErrorCode(rawValue: code), description, details: details))
      }
    }
    try reader.finish()
    return .error(id: id, CallError(CallErrorCode(rawValue: code), description, details: details))
  }

  private func end(_ reader: inout JSONReader) throws(DecodingStop) {
    try reader.delimiter(UInt8(ascii: "]"), "']' at the end of the frame")
    try reader.finish()
  }

  /// Says what is wrong with what is no frame, with as much of a frame as can be read.
  private func malformed(_ bytes: UnsafeBufferPointer<UInt8>, _ violation: RawViolation?) -> InboundFrame {
    var reader = JSONReader(bytes, mode: .strict)
    var type = 0
    var id: String?
    do {
      try reader.delimiter(UInt8(ascii: "["), "an array")
      type = try reader.integer()
      try reader.delimiter(UInt8(ascii: ","), "','")
      id = try reader.string(maxLength: Self.maximumIDLength)
    } catch {}
    let violations = Violation.located(violation.map { [$0] } ?? [], in: bytes, version: catalog.version)
    let reason = violations.first?.message ?? "not an OCPP-J frame"
    return .malformed(id: id, isAnswer: type == 3 || type == 4, reason: reason)
  }
}
