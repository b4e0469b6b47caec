import GatewayCore
import Testing

@Suite("Passwords of stations")
struct StationPasswordTests {
  @Test("a key is the same raw and in hexadecimal, whatever the case of the digits")
  func forms() throws {
    let raw: [UInt8] = (0..<20).map { 200 &+ $0 }
    let key = StationPassword(wire: raw)
    #expect(StationPassword(wire: Array(key.authorizationKey.utf8)) == key)
    #expect(StationPassword(chosen: key.authorizationKey.uppercased()) == key)
    #expect(key.text == "c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadb")
    // What only looks like a key for a while is not one.
    #expect(StationPassword(wire: Array("c8c9cacbcccdcecfd0d1d2d3d4d5d6d7x".utf8)).bytes.count == 33)
  }

  @Test(
    "what an operator may choose",
    arguments: [
      ("0123456789abcde", false), ("0123456789abcdeg", true), (String(repeating: "x", count: 40), true),
      (String(repeating: "x", count: 41), false), ("0123456789 abcdef", false), ("0123456789abcdeü", false),
    ])
  func chosen(_ text: String, _ isAllowed: Bool) {
    #expect((StationPassword(chosen: text) != nil) == isAllowed)
  }

  @Test("hashes tell passwords apart, and are salted", arguments: [true, false])
  func hashes(isRandom: Bool) throws {
    let password = StationPassword.random()
    let hash = try PasswordHash(password, isRandom: isRandom)
    #expect(hash.isSlow == !isRandom)
    let stored = try #require(PasswordHash(text: hash.text))
    #expect(stored == hash)
    #expect(try stored.matches(password))
    #expect(try !stored.matches(.random()))
    #expect(try PasswordHash(password, isRandom: isRandom) != hash)
    #expect(!hash.text.contains(password.text))
  }

  @Test(
    "what is no hash", arguments: ["", "$", "$hmac-sha256$00$00", "$md5$00000000000000000000000000000000$00", "x$y$z$"])
  func damaged(_ text: String) {
    #expect(PasswordHash(text: text) == nil)
  }
}
