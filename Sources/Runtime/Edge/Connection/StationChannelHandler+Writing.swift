import DequeModule
import GatewayCore
import Logging
import NIOCore

extension StationChannelHandler {
  /// Sends a message.
  func send(_ frame: [UInt8]) {
    guard phase == .open else { return }
    frame.withUnsafeBufferPointer { bytes in
      // Little is gained with few bytes.
      if let compression, bytes.count >= 512,
        connections.deflater(compression).deflate(bytes, { write(.text, $0, isCompressed: true) })
      {
        return
      }
      write(.text, bytes)
    }
  }

  /// The opcodes of what is sent (RFC 6455 §5.2).
  enum Opcode: UInt8 {
    case text = 0x1
    case close = 0x8
    case ping = 0x9
    case pong = 0xA
  }

  /// Writes a frame: final, unmasked, header and payload in one piece.
  func write(_ opcode: Opcode, _ payload: UnsafeBufferPointer<UInt8>, isCompressed: Bool = false) {
    guard let context else { return }
    var buffer = context.channel.allocator.buffer(capacity: payload.count + 10)
    buffer.writeInteger((isCompressed ? 0xC0 : 0x80) | opcode.rawValue)
    switch payload.count {
    case ..<126: buffer.writeInteger(UInt8(payload.count))
    case ..<65536: buffer.writeMultipleIntegers(UInt8(126), UInt16(payload.count))
    default: buffer.writeMultipleIntegers(UInt8(127), UInt64(payload.count))
    }
    buffer.writeBytes(payload)
    context.write(wrapOutboundOut(buffer), promise: nil)
    if !awaitsFlush {
      awaitsFlush = true
      connections.flushSoon(self)
    }
  }

  /// Sends what was written.
  func flush() {
    awaitsFlush = false
    context?.flush()
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
    let payload = [UInt8(code >> 8), UInt8(code & 0xFF)] + reason.utf8.prefix(123)
    payload.withUnsafeBufferPointer { write(.close, $0) }
    let channel = context.channel
    context.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    resumeReading()
  }

  /// Answers the station's close frame with its own code, and ends the connection.
  func answerClose(_ payload: UnsafeBufferPointer<UInt8>) {
    guard let context else { return }
    if phase == .open || phase == .opening {
      phase = .closing
      var answer: [UInt8] = []
      if payload.count >= 2 {
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        let echo = Self.mayBeSent(code) ? code : 1002
        answer = [UInt8(echo >> 8), UInt8(echo & 0xFF)]
      }
      answer.withUnsafeBufferPointer { write(.close, $0) }
      context.flush()
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
