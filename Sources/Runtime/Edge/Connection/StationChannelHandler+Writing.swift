import DequeModule
import GatewayCore
import Logging
import NIOCore
import NIOWebSocket

extension StationChannelHandler {
  /// Sends a message.
  func send(_ frame: [UInt8]) {
    guard phase == .open, let context else { return }
    // Room before the text for the frame's header, so that both are one write.
    var buffer = context.channel.allocator.buffer(capacity: frame.count + 16)
    buffer.moveWriterIndex(to: 16)
    buffer.moveReaderIndex(to: 16)
    buffer.writeBytes(frame)
    write(.text, buffer)
  }

  func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer) {
    guard let context else { return }
    context.write(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
    if isReading { needsFlush = true } else { context.flush() }
  }

  /// Closes the connection.
  func close(_ reason: ConnectionCloseReason) {
    guard reason == .shutdown, phase == .open, isHandling else {
      return close(code: reason.code, reason: reason.rawValue)
    }
    // What is under way is finished; what waits, the station will send again.
    closesWhenIdle = reason
    waiting = []
  }

  /// Sends a close frame and waits a little for the station's.
  func close(code: UInt16, reason: String) {
    guard phase == .open || phase == .opening, let context else { return }
    phase = .closing
    waiting = []
    if let session { session.outbound.close() }
    logger.debug("closing", metadata: ["station": "\(station)", "code": "\(code)", "reason": "\(reason)"])
    var buffer = context.channel.allocator.buffer(capacity: 125 + 16)
    buffer.writeInteger(code)
    buffer.writeBytes(reason.utf8.prefix(123))
    write(.connectionClose, buffer)
    let channel = context.channel
    context.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    resumeReading()
  }

  /// Answers the station's close frame with its own code, and ends the connection.
  func answerClose(_ data: ByteBuffer) {
    guard let context else { return }
    if phase == .open || phase == .opening {
      phase = .closing
      var buffer = context.channel.allocator.buffer(capacity: 125 + 16)
      if let code = data.getInteger(at: data.readerIndex, as: UInt16.self) {
        buffer.writeInteger(Self.mayBeSent(code) ? code : 1002)
      }
      write(.connectionClose, buffer)
      context.flush()
      needsFlush = false
    }
    context.close(promise: nil)
  }

  /// RFC 6455 §7.4
  private static func mayBeSent(_ code: UInt16) -> Bool {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}
