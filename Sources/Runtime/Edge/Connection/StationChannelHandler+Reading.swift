import GatewayCore
import NIOCore
import OCPPCodec

extension StationChannelHandler {
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    liveness.received(at: monotonicNanoseconds())
    if var partial {
      self.partial = nil
      partial.writeBuffer(&buffer)
      buffer = partial
    }
    let used = buffer.withUnsafeReadableBytes(readFrames)
    guard used < buffer.readableBytes, phase == .open || phase == .opening else { return }
    // A copy of its own, so that the rest of a frame doesn't keep the whole read buffer.
    var rest = context.channel.allocator.buffer(capacity: buffer.readableBytes - used)
    buffer.moveReaderIndex(forwardBy: used)
    rest.writeBuffer(&buffer)
    partial = rest
  }

  /// Takes all whole frames.
  ///
  /// - Returns: how many bytes they are.
  private func readFrames(_ bytes: UnsafeRawBufferPointer) -> Int {
    var used = 0
    while phase != .closed, let header = WebSocketFrameHeader(UnsafeRawBufferPointer(rebasing: bytes[used...])) {
      let begin = used + header.size
      guard header.frame.length <= bytes.count - begin else {
        // A frame over the limit is refused by its header, before its payload is waited for.
        if header.frame.length > configuration.maximumMessageSize {
          perform(messages.received(header.frame), on: UnsafeBufferPointer(start: nil, count: 0))
        }
        break
      }
      used = begin + header.frame.length
      let payload = UnsafeRawBufferPointer(rebasing: bytes[begin..<used])
      WebSocketMask.apply(header.mask, from: payload, to: connections.scratch)
      perform(
        messages.received(header.frame), on: UnsafeBufferPointer(start: connections.scratch, count: payload.count))
    }
    return used
  }

  private func perform(_ action: WebSocketMessageStateMachine.Action, on payload: UnsafeBufferPointer<UInt8>) {
    switch action {
    case .deliver(let isCompressed): deliver(payload, isCompressed: isCompressed)
    case .keep: kept += payload
    case .deliverAssembled(let isCompressed):
      kept += payload
      let message = kept
      kept = []
      message.withUnsafeBufferPointer { deliver($0, isCompressed: isCompressed) }
    case .ignore: break
    case .pong: if phase == .open || phase == .opening { write(.pong, payload) }
    case .answerClose: answerClose(payload)
    case .close(let code, let reason): close(code: code, reason: reason)
    }
  }

  private func deliver(_ payload: UnsafeBufferPointer<UInt8>, isCompressed: Bool) {
    guard isCompressed else { return receive(payload) }
    switch connections.inflater.inflate(payload) {
    case .message(let bytes):
      // An empty message carries none of OCPP-J's.
      if !bytes.isEmpty { receive(bytes) }
    case .tooBig: close(code: 1009, reason: "messages may have \(configuration.maximumMessageSize) bytes")
    case .invalid: close(code: 1007, reason: "the message is not validly compressed")
    }
  }

  func read(context: ChannelHandlerContext) {
    if mayRead { context.read() } else { heldRead = true }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    unwritableSince = context.channel.isWritable ? nil : monotonicNanoseconds()
    resumeReading()
    context.fireChannelWritabilityChanged()
  }

  /// Reads on, if reading was held and may go on.
  func resumeReading() {
    guard heldRead, mayRead else { return }
    heldRead = false
    context?.read()
  }

  /// Takes a message.
  func receive(_ bytes: UnsafeBufferPointer<UInt8>) {
    switch phase {
    case .opening: early.append(Array(bytes))
    case .closing, .closed: break
    case .open:
      guard let session else { return }
      guard UTF8Check.isValid(bytes) else { return close(code: 1007, reason: "text must be UTF-8") }
      switch bus.receive(bytes, from: session) {
      case .nothing: break
      case .reply(let frame): answered(frame)
      case .call(let call):
        if isHandling { waiting.append(call) } else { handle(call, in: session) }
      }
    }
  }

  private var mayRead: Bool {
    switch phase {
    case .opening: early.isEmpty
    case .open: waiting.count < configuration.maximumPendingCalls && unwritableSince == nil && closesWhenIdle == nil
    case .closing, .closed: true
    }
  }
}
