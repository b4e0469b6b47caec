import GatewayConfig
import Testing

@Suite struct NetworkAddressTests {
  @Test(arguments: [
    ("0.0.0.0:9000", "0.0.0.0", 9_000), ("[::1]:9000", "::1", 9_000), ("[::ffff:1.2.3.4]:1", "::ffff:1.2.3.4", 1),
    ("localhost:0", "localhost", 0), ("redis_1.example.com:65535", "redis_1.example.com", 65_535),
  ])
  func parses(text: String, host: String, port: Int) throws {
    let address = try NetworkAddress(parsing: text)
    #expect(address == NetworkAddress(host: host, port: port))
    #expect(address.description == text)
  }

  @Test(arguments: [
    ("", "add a port: :9000"), ("9000", "put a host before the port: 0.0.0.0:9000"),
    (":9000", "put a host before the port: 0.0.0.0:9000"), ("localhost", "add a port: localhost:9000"),
    ("localhost:", "the port is a number from 0 to 65535"), ("localhost:http", "the port is a number from 0 to 65535"),
    ("localhost:65536", "the port is a number from 0 to 65535"),
    ("localhost:-1", "the port is a number from 0 to 65535"),
    ("localhost:000080", "the port is a number from 0 to 65535"),
    ("::1:9000", "an IPv6 address stands in brackets and quotes: \"[::1]:9000\""),
    ("[::1:9000", "'::' is not an IPv6 address"), ("[::g]:9000", "'::g' is not an IPv6 address"),
    ("[]:9000", "'' is not an IPv6 address"), ("256.0.0.1:9000", "'256.0.0.1' is not an IPv4 address"),
    ("1.2.3:9000", "'1.2.3' is not an IPv4 address"),
    ("a b:9000", "'a b' is neither an address nor a host name"),
    ("-a.example:9000", "'-a.example' is neither an address nor a host name"),
    ("a..b:9000", "'a..b' is neither an address nor a host name"),
    ("http://x:9000", "an IPv6 address stands in brackets and quotes: \"[::1]:9000\""),
  ])
  func refuses(text: String, hint: String) {
    let problem = #expect(throws: ConfigurationValueProblem.self) { try NetworkAddress(parsing: text) }
    #expect(problem?.hint == hint)
  }
}
