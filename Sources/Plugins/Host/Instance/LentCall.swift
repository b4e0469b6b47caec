import CGatewayPlugin
import GatewayCore
import OCPPCodec

/// A CALL in memory that a plugin borrows: the struct, and behind it all it points to. Freed when nobody has it any more.
final class LentCall: @unchecked Sendable {
  // Unchecked: the memory is written before anybody else has the object, and not changed then.

  let number: UInt64
  /// ``monotonicNanoseconds()``
  let deadline: Int64
  /// What the plugin gets.
  let message: UnsafePointer<gateway_plugin_message>
  private let memory: UnsafeMutableRawPointer

  /// - Parameter payload: JSON; copied.
  init(_ request: PluginRequest, payload: UnsafeBufferPointer<UInt8>) {
    number = request.number
    deadline = request.deadline
    var (station, action, id) = (request.station, request.action, request.messageID)
    let size = MemoryLayout<gateway_plugin_message>.size
    memory = .allocate(
      byteCount: size + station.utf8.count + action.utf8.count + id.utf8.count + payload.count,
      alignment: MemoryLayout<gateway_plugin_message>.alignment)
    var place = memory + size
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
    message.version = Self.text(request.version)
    message.station_id = station.withUTF8 { lend($0) }
    message.action = action.withUTF8 { lend($0) }
    message.message_id = id.withUTF8 { lend($0) }
    message.payload = lend(payload)
    message.connection_epoch = request.connectionEpoch
    message.attempt = request.attempt
    message.received_unix_us = request.receivedAt
    message.deadline_monotonic_ns = request.deadline
    let pointer = memory.bindMemory(to: gateway_plugin_message.self, capacity: 1)
    pointer.initialize(to: message)
    self.message = UnsafePointer(pointer)
  }

  deinit {
    memory.deallocate()
  }

  /// Whether it came from a station, or goes to it.
  func concerns(_ station: String) -> Bool {
    station.utf8.elementsEqual(message.pointee.station_id.buffer)
  }

  private static func text(_ version: OCPPVersion) -> gateway_plugin_bytes {
    let text: StaticString =
      switch version {
      case .v16: "1.6"
      case .v201: "2.0.1"
      }
    return gateway_plugin_bytes(data: text.utf8Start, length: text.utf8CodeUnitCount)
  }
}
