import GatewayCore
import NIOCore
import NIOWebSocket
import OCPPCodec

extension StationChannelHandler {
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    isReading = true
    liveness.received(at: monotonicNanoseconds())
    switch messages.received(WebSocketMessageStateMachine.Frame(frame)) {
    case .deliver: unmasked(frame, receive)
    case .keep: unmasked(frame) { kept += $0 }
    case .deliverAssembled:
      unmasked(frame) { kept += $0 }
      let message = kept
      kept = []
      message.withUnsafeBufferPointer(receive)
    case .ignore: break
    case .pong: if phase == .open || phase == .opening { write(.pong, frame.unmaskedData) }
    case .answerClose: answerClose(frame.unmaskedData)
    case .close(let code, let reason): close(code: code, reason: reason)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isReading = false
    if needsFlush {
      needsFlush = false
      context.flush()
    }
    context.fireChannelReadComplete()
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

  private func unmasked(_ frame: WebSocketFrame, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    let scratch = connections.scratch
    let count = frame.data.readableBytes
    frame.data.withUnsafeReadableBytes { source in
      guard let from = source.baseAddress, let to = scratch.baseAddress else { return }
      WebSocketMask.apply(frame.maskKey, from: from, to: to, count: count)
    }
    body(UnsafeBufferPointer(start: scratch.baseAddress, count: count))
  }
}

extension WebSocketMessageStateMachine.Frame {
  init(_ frame: WebSocketFrame) {
    switch frame.opcode {
    case .continuation: kind = .continuation
    case .text: kind = .text
    case .binary: kind = .binary
    case .connectionClose: kind = .close
    case .ping: kind = .ping
    case .pong: kind = .pong
    default: kind = .reserved
    }
    isFinal = frame.fin
    isMasked = frame.maskKey != nil
    hasReservedBits = frame.rsv1 || frame.rsv2 || frame.rsv3
    length = frame.data.readableBytes
  }
}
