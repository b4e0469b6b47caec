import GatewayCore
import OCPPCodec

/// That a station connected or disconnected, as the control channels tell it.
struct ControlEvent: Sendable {
  var event: String
  var station: StationID
  var server: String
  var timestamp: Int64
  var remoteAddress: String
  /// Nil in the seed's.
  var epoch: Int64?

  init(
    event: String, station: StationID, server: String, timestamp: Int64, remoteAddress: String, epoch: Int64?
  ) {
    self.event = event
    self.station = station
    self.server = server
    self.timestamp = timestamp
    self.remoteAddress = remoteAddress
    self.epoch = epoch
  }

  init?(_ bytes: [UInt8]) {
    guard let value = try? bytes.withUnsafeBytes({ try JSONValue(parsing: $0) }),
      let station = value["charge_point_id"]?.string.flatMap({ StationID($0, maximumLength: .max) })
    else { return nil }
    self.station = station
    event = value["event"]?.string ?? ""
    server = value["ws_server_id"]?.string ?? ""
    timestamp = value["timestamp"]?.string.flatMap { DateTime(rfc3339: $0)?.millisecondsSinceEpoch } ?? 0
    remoteAddress = value["remote_addr"]?.string ?? "-"
    epoch = value["epoch"]?.integer.map { Int64($0) }
  }

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("event", event)
    writer.member("charge_point_id", station.text)
    writer.member("ws_server_id", server)
    writer.member("timestamp", DateTime(millisecondsSinceEpoch: timestamp).description)
    writer.member("remote_addr", remoteAddress)
    writer.member("epoch", epoch.map { Int($0) })
    writer.endObject()
    return writer.bytes
  }
}
