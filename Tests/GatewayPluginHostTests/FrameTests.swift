import GatewayCore
import OCPPCodec
import Testing

@testable import GatewayPluginHost

@Suite("Frames between the gateway and a plugin's process")
struct FrameTests {
  private let request = PluginRequest(
    number: 7, direction: .inbound, version: .v201, station: "Ä", action: "Authorize", messageID: "m",
    connectionEpoch: 4, attempt: 2, receivedAt: -5, deadline: 6)

  private var frame: [UInt8] { [1, 2, 3].withUnsafeBufferPointer { request.frame($0) } }

  @Test func roundTrip() throws {
    #expect(frame.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) } == UInt32(frame.count - 4))
    let (kind, read, payload) = try Array(frame.dropFirst(4)).withUnsafeBytes { bytes in
      var reader = FrameReader(bytes)
      return (try reader.kind(), try PluginRequest(from: &reader), Array(try reader.data()))
    }
    #expect(kind == .call)
    #expect(read.number == 7 && read.station == "Ä" && payload == [1, 2, 3] && read.receivedAt == -5)
    #expect(read.version == .v201 && read.direction == .inbound && read.attempt == 2 && read.deadline == 6)
  }

  @Test("a frame that is cut off anywhere is refused")
  func cut() {
    let frame = Array(frame.dropFirst(5))
    for count in 0..<frame.count {
      #expect(throws: FrameError.self) {
        try Array(frame.prefix(count)).withUnsafeBytes { bytes in
          var reader = FrameReader(bytes)
          _ = try PluginRequest(from: &reader)
          _ = try reader.data()
        }
      }
    }
  }

  @Test func replies() throws {
    let details = try #require(RawJSON(text: #"{"a":1}"#))
    let replies: [PluginReply] = [
      .result([123, 125]), .error(CallError(.securityError, "no", details: details)), .failure(.offline, "gone"),
    ]
    for reply in replies {
      var writer = FrameWriter(.reply)
      reply.write(to: &writer)
      let read = try Array(writer.finish().dropFirst(5)).withUnsafeBytes { bytes in
        var reader = FrameReader(bytes)
        return try PluginReply(from: &reader)
      }
      #expect("\(read)" == "\(reply)")
    }
  }
}
