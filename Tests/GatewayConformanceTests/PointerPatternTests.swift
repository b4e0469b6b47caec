import GatewayConformance
import Testing

@Suite("Pointer patterns")
struct PointerPatternTests {
  @Test(
    arguments: [
      ("", "", true), ("", "/a", false), ("/**", "", true), ("/**", "/a/0/b", true), ("/a/*", "/a/0", true),
      ("/a/*", "/a", false), ("/a/*", "/a/0/b", false), ("/**/timestamp", "/timestamp", true),
      ("/**/timestamp", "/meterValue/0/timestamp", true), ("/**/timestamp", "/meterValue/0/timestamps", false),
      ("/a/**/b/*/c", "/a/b/b/x/c", true), ("/a/**/b/*/c", "/a/c", false), ("/a~1b", "/a~1b", true),
      ("/**/**/a", "/a", true),
    ])
  func matches(pattern: String, pointer: String, isMatch: Bool) {
    #expect(PointerPattern(pattern).matches(JSONPointer(pointer)) == isMatch)
  }

  @Test("many stars end soon")
  func isBounded() {
    let pattern = PointerPattern(String(repeating: "/**/a", count: 200) + "/b")
    let pointer = JSONPointer(String(repeating: "/a", count: 2000))
    #expect(!pattern.matches(pointer))
  }
}
