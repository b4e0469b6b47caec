import CGatewayPlugin
import GatewayCore
import OCPPCodec

/// A CALL in memory that a plugin borrows: the struct, and behind it all it points to.
struct LentMessage: @unchecked Sendable {
  // Unchecked: written before it is lent, freed after it is given back.
  let message: UnsafePointer<gateway_plugin_message>
  private let memory: UnsafeMutableRawPointer

  init(_ request: PluginRequest) {
    let texts = [request.version.rawValue, request.station, request.action, request.messageID]
    let size = MemoryLayout<gateway_plugin_message>.size
    let total = texts.reduce(size + request.payload.count) { $0 + $1.utf8.count }
    memory = .allocate(byteCount: total, alignment: MemoryLayout<gateway_plugin_message>.alignment)
    var place = memory + size
    func lend(_ text: String) -> gateway_plugin_bytes {
      var text = text
      return text.withUTF8 { lend($0) }
    }
    func lend(_ bytes: UnsafeBufferPointer<UInt8>) -> gateway_plugin_bytes {
      guard let source = bytes.baseAddress, bytes.count > 0 else { return gateway_plugin_bytes() }
      place.copyMemory(from: source, byteCount: bytes.count)
      defer { place += bytes.count }
      return gateway_plugin_bytes(data: place.assumingMemoryBound(to: UInt8.self), length: bytes.count)
    }
    var message = gateway_plugin_message()
    message.struct_size = GATEWAY_PLUGIN_SIZE_MESSAGE
    message.direction =
      request.direction == .inbound ? Int32(GATEWAY_PLUGIN_FROM_STATION) : Int32(GATEWAY_PLUGIN_TO_STATION)
    message.version = lend(texts[0])
    message.station_id = lend(texts[1])
    message.action = lend(texts[2])
    message.message_id = lend(texts[3])
    message.payload = request.payload.withUnsafeBufferPointer { lend($0) }
    message.connection_epoch = request.connectionEpoch
    message.attempt = request.attempt
    message.received_unix_us = request.receivedAt
    message.deadline_monotonic_ns = request.deadline
    let pointer = memory.bindMemory(to: gateway_plugin_message.self, capacity: 1)
    pointer.initialize(to: message)
    self.message = UnsafePointer(pointer)
  }

  /// Ends the loan; to be called once.
  func free() { memory.deallocate() }
}
