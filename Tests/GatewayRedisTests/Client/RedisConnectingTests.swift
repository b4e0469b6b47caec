import Foundation
import GatewayCore
import GatewayRedis
import RedisServer
import Testing

@Suite("Connecting to Redis")
struct RedisConnectingTests {
  @Test("a password, and the ways to get it wrong")
  func password() async throws {
    let server = try await RedisServer.start(["requirepass open-sesame"])
    var configuration = RedisFixture.configuration(server)
    await expectRefusal(configuration, "set redis.password")
    configuration.credentials = .init(password: "wrong")
    await expectRefusal(configuration, "correct redis.username and redis.password")
    configuration.credentials = .init(password: "open-sesame")
    try await expectService(configuration)
  }

  @Test("an ACL user may do what its rules allow")
  func user() async throws {
    let server = try await RedisServer.start(["user gateway on >secret ~ocpp:* &ocpp:* +@all -@dangerous"])
    var configuration = RedisFixture.configuration(server)
    configuration.credentials = .init(username: "gateway", password: "secret")
    let client = try await RedisFixture.connect(configuration)
    #expect(try await client.send(RedisCommand("ACL", "WHOAMI")).text == "gateway")
    _ = try await client.send(RedisCommand("SET", "ocpp:a", 1))
    let error = await #expect(throws: StoreError.self) { try await client.send(RedisCommand("SET", "other", 1)) }
    #expect(error?.message.contains("ACL") == true)
    await client.close()
  }

  @Test("a database other than 0, and a name")
  func database() async throws {
    let server = try await RedisServer.start()
    var configuration = RedisFixture.configuration(server)
    configuration.database = 3
    configuration.clientName = "gw-1"
    let client = try await RedisFixture.connect(configuration)
    #expect(try await client.send(RedisCommand("CLIENT", "INFO")).text?.contains(" db=3 ") == true)
    #expect(try await client.send(RedisCommand("CLIENT", "GETNAME")).text == "gw-1")
    await client.close()
  }

  @Test("a Unix socket")
  func socket() async throws {
    let server = try await RedisServer.start(["unixsocket FOLDER/s"])
    try await expectService(RedisConfiguration(address: .socket(server.folder.appending(component: "s").path)))
    await expectRefusal(RedisConfiguration(address: .socket("/nonexistent/socket")), "can't connect")
  }

  @Test("TLS: the server's certificate is checked, and the client's shown")
  func tls() async throws {
    let certificates = try await Certificates.make()
    let port = try FreePort.find()
    let server = try await RedisServer.start([
      "tls-port \(port)", "tls-cert-file \(certificates.file("server.crt"))",
      "tls-key-file \(certificates.file("server.key"))", "tls-ca-cert-file \(certificates.file("ca.crt"))",
      "tls-auth-clients yes",
    ])
    var configuration = RedisConfiguration(address: .network(host: "127.0.0.1", port: port))
    configuration.tls = .init(
      authorities: certificates.file("ca.crt"), certificate: certificates.file("client.crt"),
      privateKey: certificates.file("client.key"), serverName: "redis.test")
    try await expectService(configuration)
    configuration.tls?.serverName = "other.test"
    await expectRefusal(configuration, "can't connect", "broke")
    configuration.tls?.serverName = "redis.test"
    configuration.tls?.authorities = nil
    await expectRefusal(configuration, "can't connect", "broke")
    configuration.tls?.authorities = "/nonexistent.crt"
    await expectRefusal(configuration, "redis.tls")
    withExtendedLifetime(server) {}
  }

  private func expectService(_ configuration: RedisConfiguration) async throws {
    let client = try await RedisFixture.connect(configuration)
    #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
    await client.close()
  }

  private func expectRefusal(_ configuration: RedisConfiguration, _ texts: String...) async {
    let error = await #expect(throws: StoreError.self) { try await RedisFixture.connect(configuration) }
    #expect(texts.contains { error?.description.contains($0) == true }, "\(String(describing: error))")
  }
}
