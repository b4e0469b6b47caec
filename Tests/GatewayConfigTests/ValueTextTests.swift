import GatewayConfig
import Testing

@Suite struct DurationTextTests {
  @Test(
    arguments: [
      ("0s", 0), ("250ms", 250), ("300s", 300_000), ("5m", 300_000), ("1h30m", 5_400_000), ("1d", 86_400_000),
      ("1d2h3m4s5ms", 93_784_005), ("007s", 7_000), ("90m", 5_400_000),
      ("9223372036854775807ms", Int64.max), ("106751991167d", 106_751_991_167 * 86_400_000),
    ] as [(String, Int64)])
  func parses(text: String, milliseconds: Int64) throws {
    #expect(try DurationText.parse(text) == .milliseconds(milliseconds))
  }

  @Test(
    arguments: [
      ("", nil), ("s", nil), ("-5s", nil), ("+5s", nil), (" 5s", nil), ("5s ", nil), ("5 s", nil), ("1h ", nil),
      ("٣s", nil), ("off", nil),
      ("300", "add a unit: 300s, 300m or 300h"), ("1h30", "add a unit: 30s, 30m or 30h"),
      ("5sec", "'sec' is not a unit; the units are d, h, m, s and ms"),
      ("5S", "'S' is not a unit; the units are d, h, m, s and ms"),
      ("1.5s", "only whole numbers; 1.5s is written 1500ms or 1s500ms"),
      ("30m1h", "units go from the largest to the smallest, each once, as in 1h30m"),
      ("1s1s", "units go from the largest to the smallest, each once, as in 1h30m"),
      ("9223372036854775808ms", "the number is too large"),
      ("106751991168d", "the number is too large"),
      ("106751991167d24h", "the number is too large"),
    ] as [(String, String?)])
  func refuses(text: String, hint: String?) {
    let problem = #expect(throws: ConfigurationValueProblem.self) { try DurationText.parse(text) }
    #expect(problem?.hint == hint)
  }

  @Test(
    arguments: [
      (0, "0s"), (1, "1ms"), (1_500, "1500ms"), (1_000, "1s"), (60_000, "60s"), (300_000, "300s"), (600_000, "10m"),
      (3_600_000, "1h"), (5_400_000, "90m"), (86_400_000, "24h"), (3_601_000, "3601s"),
    ] as [(Int64, String)])
  func formatsSoThatItParses(milliseconds: Int64, text: String) throws {
    #expect(DurationText.format(.milliseconds(milliseconds)) == text)
    #expect(try DurationText.parse(text) == .milliseconds(milliseconds))
  }
}

@Suite struct ByteCountTextTests {
  @Test(arguments: [
    ("0B", 0), ("500B", 500), ("64kB", 64_000), ("256KiB", 262_144), ("1MiB", 1_048_576), ("1MB", 1_000_000),
    ("2GiB", 2_147_483_648), ("2GB", 2_000_000_000), ("8589934591GiB", 8_589_934_591 << 30),
  ])
  func parses(text: String, bytes: Int) throws {
    #expect(try ByteCountText.parse(text) == bytes)
  }

  @Test(
    arguments: [
      ("", nil), ("KiB", nil), ("-1B", nil), ("256", "add a unit: 256B, 256KiB or 256MiB"),
      ("64KB", "write 64KiB (1024 bytes each) or 64kB (1000 bytes each)"),
      ("64kb", "write 64KiB (1024 bytes each) or 64kB (1000 bytes each)"),
      ("1 MiB", "no space before the unit: 1MiB"), ("1M", "the units are B, kB, MB, GB, KiB, MiB and GiB"),
      ("1.5MiB", "the units are B, kB, MB, GB, KiB, MiB and GiB"),
      ("8589934592GiB", "the number is too large"), ("99999999999999999999B", "the number is too large"),
    ] as [(String, String?)])
  func refuses(text: String, hint: String?) {
    let problem = #expect(throws: ConfigurationValueProblem.self) { try ByteCountText.parse(text) }
    #expect(problem?.hint == hint)
  }

  @Test(arguments: [
    (0, "0B"), (500, "500B"), (1_024, "1KiB"), (262_144, "256KiB"), (64_000, "64kB"), (1_000_000, "1MB"),
    (1_048_576, "1MiB"), (1_073_741_824, "1GiB"), (1_025, "1025B"),
  ])
  func formatsSoThatItParses(bytes: Int, text: String) throws {
    #expect(ByteCountText.format(bytes) == text)
    #expect(try ByteCountText.parse(text) == bytes)
  }
}

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
