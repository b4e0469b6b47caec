/// Puts messages together from WebSocket frames, and finds what RFC 6455 forbids: events in, actions out.
struct WebSocketMessageStateMachine {
  /// A frame as its header says, and how long its payload is.
  struct Frame: Equatable {
    enum Kind: Equatable {
      case continuation, text, binary, close, ping, pong
      /// One of the reserved opcodes.
      case reserved
    }

    var kind: Kind
    var isFinal: Bool
    var isMasked: Bool
    /// RSV1: of the first frame of a compressed message (RFC 7692 §6).
    var isCompressed = false
    /// Whether RSV2 or RSV3 is set: they belong to extensions that are never agreed on.
    var hasReservedBits: Bool
    var length: Int
  }

  /// What to do with the frame's payload.
  enum Action: Equatable {
    /// It is a whole text message.
    case deliver(isCompressed: Bool)
    /// Keep it: more follows.
    case keep
    /// With what was kept it is a whole text message.
    case deliverAssembled(isCompressed: Bool)
    /// Forget it.
    case ignore
    /// Send it back in a pong.
    case pong
    /// Answer the close and end the connection.
    case answerClose
    /// End the connection with a close code (RFC 6455 §7.4.1).
    case close(code: UInt16, reason: String)
  }

  private enum State {
    case between
    /// In a fragmented message; what is kept of a binary one is nothing.
    case fragmented(isText: Bool, isCompressed: Bool, count: Int, length: Int)
    case closed
    /// Closed at a frame that is longer than any message may be: where the next one begins is not known.
    case lost
  }

  private var state = State.between
  private let maximumMessageSize: Int
  private let maximumFragments: Int
  private let allowsCompression: Bool

  /// - Parameters:
  ///   - maximumMessageSize: bytes of a message as it is sent, all its fragments together.
  ///   - maximumFragments: of a message, beside the last.
  ///   - allowsCompression: whether compressed messages were agreed on.
  init(maximumMessageSize: Int, maximumFragments: Int, allowsCompression: Bool = false) {
    self.maximumMessageSize = maximumMessageSize
    self.maximumFragments = maximumFragments
    self.allowsCompression = allowsCompression
  }

  mutating func received(_ frame: Frame) -> Action {
    let action = judge(frame)
    // Its payload is not waited for.
    if frame.length > maximumMessageSize { state = .lost }
    return action
  }

  private mutating func judge(_ frame: Frame) -> Action {
    switch state {
    case .lost: return .ignore
    // After the end only the station's own close counts: it answers ours.
    case .closed: return frame.kind == .close ? .answerClose : .ignore
    case .between, .fragmented: break
    }
    // RFC 6455 §5.1, §5.2, §5.5
    if !frame.isMasked { return close(1002, "frames of clients must be masked") }
    let mayBeCompressed = allowsCompression && (frame.kind == .text || frame.kind == .binary)
    if frame.hasReservedBits || frame.isCompressed && !mayBeCompressed {
      return close(1002, "reserved bits are set that no agreed extension gives a meaning")
    }
    switch frame.kind {
    case .reserved: return close(1002, "reserved opcode")
    case .close:
      guard frame.length <= 125, frame.isFinal else { return close(1002, "invalid control frame") }
      guard frame.length != 1 else { return close(1002, "a close frame's payload has no or two bytes and more") }
      state = .closed
      return .answerClose
    case .ping: return frame.length <= 125 && frame.isFinal ? .pong : close(1002, "invalid control frame")
    case .pong: return frame.length <= 125 && frame.isFinal ? .ignore : close(1002, "invalid control frame")
    case .text, .binary: return begin(frame)
    case .continuation: return proceed(frame)
    }
  }

  private mutating func begin(_ frame: Frame) -> Action {
    guard case .between = state else { return close(1002, "a message began before the previous one's last fragment") }
    if frame.length > maximumMessageSize { return tooBig() }
    let isText = frame.kind == .text
    if frame.isFinal {
      // OCPP-J messages are text; an empty or binary one carries none.
      return isText && frame.length > 0 ? .deliver(isCompressed: frame.isCompressed) : .ignore
    }
    state = .fragmented(isText: isText, isCompressed: frame.isCompressed, count: 1, length: frame.length)
    return isText ? .keep : .ignore
  }

  private mutating func proceed(_ frame: Frame) -> Action {
    guard case .fragmented(let isText, let isCompressed, let count, let length) = state else {
      return close(1002, "a continuation without a beginning")
    }
    // Not the sum: a header may claim any length.
    if frame.length > maximumMessageSize - length { return tooBig() }
    if frame.isFinal {
      state = .between
      return isText && length + frame.length > 0 ? .deliverAssembled(isCompressed: isCompressed) : .ignore
    }
    if count >= maximumFragments { return close(1008, "more than \(maximumFragments) fragments") }
    state = .fragmented(
      isText: isText, isCompressed: isCompressed, count: count + 1, length: length + frame.length)
    return isText ? .keep : .ignore
  }

  private mutating func tooBig() -> Action { close(1009, "messages may have \(maximumMessageSize) bytes") }

  private mutating func close(_ code: UInt16, _ reason: String) -> Action {
    state = .closed
    return .close(code: code, reason: reason)
  }
}
