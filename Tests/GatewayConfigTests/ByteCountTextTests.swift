import GatewayConfig
import Testing

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
