@testable import GatewayRedis
import GatewayCore
import Testing

@Suite("Envelopes")
struct BusEnvelopeTests {
  @Test("fields are in the seed's order, ours at the end")
  func writing() throws {
    let station = try #require(StationID("CP-001"))
    let call = #"[2,"19223201","BootNotification",{"a":1}]"#
    let envelope = BusEnvelope(
      station: station, payload: Array(call.utf8), server: "gw-1", timestamp: 1_789_473_600_000, epoch: 7)
    #expect(
      String(decoding: envelope.bytes(), as: UTF8.self) == #"{"charge_point_id":"CP-001","message_type":2,"#
        + #""message_id":"19223201","action":"BootNotification","payload":\#(call),"#
        + #""timestamp":"2026-09-15T12:00:00.000Z","ws_server_id":"gw-1","epoch":7}"#)
    let reply = BusEnvelope(
      station: station, payload: Array(#"[3,"1",{}]"#.utf8), server: "gw-1", timestamp: 0, epoch: nil)
    #expect(!String(decoding: reply.bytes(), as: UTF8.self).contains("action"))
    #expect(!String(decoding: reply.bytes(), as: UTF8.self).contains("epoch"))
  }

  @Test("what is written is read")
  func roundTrip() throws {
    let station = try #require(StationID("Säule-1"))
    let payload = Array(#"[2,"a\"b","X",{"text":"\u0000💡"}]"#.utf8)
    let read = try #require(
      BusEnvelope(
        BusEnvelope(station: station, payload: payload, server: "g\"w", timestamp: 1_789_473_600_123, epoch: 3).bytes())
    )
    #expect(read.station == station)
    #expect(read.payload == payload)
    #expect(read.server == "g\"w")
    #expect(read.timestamp == 1_789_473_600_123)
    #expect(read.epoch == 3)
  }

  @Test(
    "readers go by station and payload alone",
    arguments: [
      #"{"payload":[3,"1",{}],"charge_point_id":"A"}"#,
      #" { "x":[{}], "charge_point_id":"A", "timestamp":"never", "message_type":"?", "payload" : [3,"1",{}] } "#,
      #"{"charge_point_id":"A","message_id":"","message_type":0,"payload":[3,"1",{}],"epoch":null,"ws_server_id":5}"#,
    ])
  func tolerance(_ text: String) throws {
    let envelope = try #require(BusEnvelope(Array(text.utf8)))
    #expect(envelope.station?.text == "A")
    #expect(String(decoding: envelope.payload, as: UTF8.self) == #"[3,"1",{}]"#)
    #expect(envelope.epoch == nil)
    #expect(envelope.timestamp == nil)
  }

  @Test("a bare array is an envelope without a station")
  func bare() throws {
    let envelope = try #require(BusEnvelope(Array(#" [2,"1","Heartbeat",{}]"#.utf8)))
    #expect(envelope.station == nil)
    #expect(FrameHead(envelope.payload)?.action == "Heartbeat")
  }

  @Test(
    "anything else is none", arguments: ["", "{", "[", "{}", "null", #"{"payload":{}}"#, #"{"payload":"[]"}"#, "[1,2"])
  func malformed(_ text: String) {
    #expect(BusEnvelope(Array(text.utf8)) == nil)
  }

  @Test(
    "the beginning of a frame",
    arguments: [
      (#"[2,"id","Action",{}]"#, 2, "id", "Action"), (#" [ 3 , "a b" , {} ]"#, 3, "a b", nil),
      (#"[4,"\u00e9\"","Code","",{}]"#, 4, "é\"", nil),
    ] as [(String, Int, String, String?)])
  func heads(_ text: String, type: Int, id: String, action: String?) throws {
    let head = try #require(FrameHead(text.utf8))
    #expect(head.type == type)
    #expect(head.id == id)
    #expect(head.action == action)
  }

  @Test("no frame begins like this", arguments: ["", "[", "{}", "[2", "[2,", "[2,3]", #"[2,"a"#, #"["2","a"]"#])
  func noHeads(_ text: String) {
    #expect(FrameHead(text.utf8) == nil)
  }
}
