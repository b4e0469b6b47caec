import Foundation
import GatewayCore
import NIOHTTP1
import Testing

@testable import GatewayEdge

@Suite("BasicCredentials")
struct BasicCredentialsTests {
  private func header(_ bytes: [UInt8]) -> String { "Basic " + Data(bytes).base64EncodedString() }

  @Test("user and password; the latter may be anything")
  func valid() throws {
    let key: [UInt8] = [0, 0x3A, 0xFF, 0x80, 0x0A]
    let credentials = try #require(BasicCredentials(header: header(Array("CP-1:".utf8) + key)))
    #expect(credentials.user == Array("CP-1".utf8))
    #expect(credentials.password == key)
    #expect(BasicCredentials(header: "bAsIc  Q1A6eA==")?.password == [0x78])
    #expect(BasicCredentials(header: header(Array(":".utf8)))?.user == [])
  }

  @Test("what is none", arguments: ["", "Basic", "Basic ", "Basic !!!", "Basic Q1A=", "Bearer Q1A6eA==", "Q1A6eA=="])
  func invalid(_ header: String) {
    #expect(BasicCredentials(header: header) == nil)
  }

  @Test("of a request: its own station's only")
  func ofRequest() throws {
    let handshake = Handshake(configuration: EdgeConfiguration())
    let station = try #require(StationID("CP-1"))
    func password(_ headers: [String]) throws -> [UInt8]? {
      try handshake.password(of: station, headers: HTTPHeaders(headers.map { ("Authorization", $0) }))
    }
    let own = header(Array("CP-1:secret".utf8))
    #expect(try password([]) == nil)
    #expect(try password([own]) == Array("secret".utf8))
    for wrong in [[header(Array("CP-2:secret".utf8))], [own, own], ["Bearer x"], [header(Array("CP-1".utf8))]] {
      let refusal = #expect(throws: Refusal.self) { try password(wrong) }
      #expect(refusal?.status == .unauthorized)
    }
  }
}
