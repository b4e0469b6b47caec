import GatewayConfig
import Testing

@Suite struct SecretTests {
  @Test func showsNothing() {
    let secret = Secret("hunter2")
    #expect("\(secret)" == "<redacted>")
    #expect(String(reflecting: secret) == "<redacted>")
    #expect(secret.revealed() == "hunter2")
    var dumped = ""
    dump(["key": secret], to: &dumped)
    #expect(!dumped.contains("hunter2"))
    #expect(dumped.contains("<redacted>"))
  }
}
