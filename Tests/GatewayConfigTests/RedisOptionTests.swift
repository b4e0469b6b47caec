import GatewayConfig
import Testing

@Suite struct RedisOptionTests {
  @Test func readsEverything() throws {
    let check = ConfigurationFixture.check(
      """
      store: {redis: {}}
      redis:
        address: redis.example.com:6380
        username: gateway
        password: hunter2
        database: 2
        prefix: fleet-1
        session_lease: 45s
        tls: {ca_file: /ca.pem, server_name: redis}
        sentinel: {master: main, addresses: ["a:1", /run/s], password: hunter3}
      """)
    #expect(check.diagnostics() == [])
    let redis = check.configuration.redis
    #expect(check.configuration.store.usesRedis)
    #expect(redis.address == .network(NetworkAddress(host: "redis.example.com", port: 6380)))
    #expect(redis.username == "gateway")
    #expect(redis.password?.revealed() == "hunter2")
    #expect(redis.database == 2)
    #expect(redis.prefix == "fleet-1")
    #expect(redis.sessionLease == .seconds(45))
    #expect(redis.tls?.authorities == "/ca.pem")
    #expect(redis.tls?.serverName == "redis")
    #expect(redis.sentinel?.master == "main")
    #expect(redis.sentinel?.addresses == [.network(NetworkAddress(host: "a", port: 1)), .socket("/run/s")])
    #expect(redis.sentinel?.password?.revealed() == "hunter3")
  }

  @Test func isNotUsedUnlessAskedFor() {
    let configuration = GatewayConfiguration.builtIn
    #expect(!configuration.store.usesRedis)
    #expect(configuration.redis.tls == nil)
    #expect(configuration.redis.sentinel == nil)
  }

  @Test func knowsTheVariablesOfOldInstallations() {
    let environment = [
      "REDIS_ADDR": "10.0.0.1:7000", "REDIS_PASSWORD": "hunter2", "REDIS_DISTRIBUTED_STATE": "true",
      "REDIS_STATE_PREFIX": "old", "REDIS_STATE_TTL": "20s",
    ]
    let check = ConfigurationFixture.check("redis: {address: \"other:1\"}\n", environment: environment)
    #expect(check.diagnostics() == [])
    let redis = check.configuration.redis
    #expect(check.configuration.store.usesRedis)
    #expect(redis.address == .network(NetworkAddress(host: "10.0.0.1", port: 7000)))
    #expect(redis.password?.revealed() == "hunter2")
    #expect(redis.prefix == "old")
    #expect(redis.sessionLease == .seconds(20))
  }

  @Test(
    arguments: [
      ("redis: {address: nowhere}", "'redis.address' must be"),
      ("redis: {prefix: 'a{b'}", "'redis.prefix' must be"),
      ("redis: {username: gateway}", "'redis.username' needs a password"),
      ("redis: {tls: {key_file: a}}", "belong together"),
      ("redis: {sentinel: {addresses: ['a:1']}}", "needs the master's name"),
      ("redis: {sentinel: {master: main}}", "needs addresses"),
      ("store: {sqlite: a.db, redis: {}}", "exclude each other"),
    ])
  func refuses(yaml: String, problem: String) {
    #expect(ConfigurationFixture.problems(yaml).first?.contains(problem) == true)
  }
}
