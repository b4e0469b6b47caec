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
