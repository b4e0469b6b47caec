import GatewayCore
import OCPPCodec

/// A message on its way through Redis, as the seed has it: `{"charge_point_id":…,"payload":[2,…],…}`.
///
/// Readers go by the station and the payload alone; what else there is may be missing or wrong.
struct BusEnvelope: Sendable {
  /// Nil for a bare OCPP-J array, which names none.
  var station: StationID?
  /// The whole OCPP-J array.
  var payload: [UInt8]
  /// The gateway or edge that wrote it.
  var server: String?
  /// Milliseconds since the epoch; nil when it can't be read.
  var timestamp: Int64?
  /// The epoch of the session it belongs to; nil in the seed's.
  var epoch: Int64?

  init(station: StationID, payload: [UInt8], server: String, timestamp: Int64, epoch: Int64?) {
    self.station = station
    self.payload = payload
    self.server = server
    self.timestamp = timestamp
    self.epoch = epoch
  }

  /// Reads an element of a list.
  ///
  /// - Returns: nil when it is neither an envelope nor an OCPP-J array.
  init?(_ bytes: [UInt8]) {
    payload = []
    let isRead = bytes.withUnsafeBufferPointer { buffer -> Bool in
      var reader = JSONReader(buffer, mode: .strict)
      if buffer.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
        guard let array = try? reader.rawValue(), (try? reader.finish()) != nil else { return false }
        payload = Array(array.text.utf8)
        return true
      }
      return (try? read(&reader)) ?? false
    }
    guard isRead, payload.first == UInt8(ascii: "[") else { return nil }
  }

  /// - Returns: whether it is an object.
  private mutating func read(_ reader: inout JSONReader) throws -> Bool {
    guard case .member = try reader.beginObject() else { return false }
    repeat {
      let name = try reader.key().text
      let value = try reader.rawValue()
      switch name {
      case "payload": payload = Array(value.text.utf8)
      case "charge_point_id": station = try value.value().string.flatMap { StationID($0, maximumLength: .max) }
      case "ws_server_id": server = try? value.value().string
      case "timestamp":
        timestamp = (try? value.value().string).flatMap { DateTime(rfc3339: $0)?.millisecondsSinceEpoch }
      case "epoch": epoch = (try? value.value().integer).map { Int64($0) }
      default: break
      }
    } while try reader.nextMember()
    try reader.finish()
    return true
  }

  /// As it is written: the fields in the seed's order, ours at the end.
  func bytes() -> [UInt8] {
    let head = FrameHead(payload)
    var writer = JSONWriter(capacity: payload.count + 256)
    writer.beginObject()
    writer.member("charge_point_id", station?.text ?? "")
    writer.member("message_type", head?.type ?? 0)
    writer.member("message_id", head?.id ?? "")
    if let action = head?.action { writer.member("action", action) }
    writer.member("payload") { writer in
      payload.withUnsafeBufferPointer { writer.verbatim($0) }
      writer.verbatim(",")
    }
    writer.member("timestamp", DateTime(millisecondsSinceEpoch: timestamp ?? 0).description)
    writer.member("ws_server_id", server ?? "")
    if let epoch { writer.member("epoch", Int(epoch)) }
    writer.endObject()
    return writer.bytes
  }
}
