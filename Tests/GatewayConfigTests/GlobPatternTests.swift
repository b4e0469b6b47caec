import GatewayConfig
import Testing

@Suite struct GlobPatternTests {
  @Test(arguments: [
    ("", "", true), ("", "a", false), ("*", "", true), ("*", "abc", true), ("**", "abc", true), ("?", "", false),
    ("?", "a", true), ("?", "ab", false), ("?", "⚡", true), ("??", "é", false), ("DEPOT-*", "DEPOT-", true),
    ("DEPOT-*", "DEPOT-17", true), ("DEPOT-*", "XDEPOT-17", false), ("DEPOT-*", "depot-17", false),
    ("*-17", "DEPOT-17", true), ("*-17", "DEPOT-170", false), ("*-1*7", "DEPOT-1-17", true), ("a*b*c", "aXbXc", true),
    ("a*b*c", "acb", false), ("*a?c*", "xxabcxx", true), ("a*", "", false), ("a*?", "a", false), ("a*?", "ab", true),
    ("[ab]", "a", false), ("[ab]", "[ab]", true), ("a\\*", "a\\x", true), ("*aab", "aaaaab", true), ("a?", "a", false),
  ])
  func matches(pattern: String, name: String, expected: Bool) {
    #expect(GlobPattern(pattern).matches(name) == expected)
  }

  /// Every pattern and name of up to five characters, against the definition.
  @Test func agreesWithTheDefinition() {
    func words(_ alphabet: String, upTo length: Int) -> [[Character]] {
      var all: [[Character]] = [[]]
      var last = all
      for _ in 0..<length {
        last = last.flatMap { word in alphabet.map { word + [$0] } }
        all += last
      }
      return all
    }
    func isMatch(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
      guard let first = pattern.first else { return name.isEmpty }
      if first == "*" {
        return isMatch(pattern.dropFirst(), name) || (!name.isEmpty && isMatch(pattern, name.dropFirst()))
      }
      return !name.isEmpty && (first == "?" || first == name.first) && isMatch(pattern.dropFirst(), name.dropFirst())
    }
    let names = words("ab", upTo: 5)
    for pattern in words("ab?*", upTo: 4) {
      let glob = GlobPattern(String(pattern))
      for name in names where glob.matches(String(name)) != isMatch(pattern[...], name[...]) {
        Issue.record("\(String(pattern)) and \(String(name))")
      }
    }
  }

  @Test func takesNoLongerForHostilePatterns() {
    let pattern = GlobPattern(String(repeating: "*a", count: 120) + "*b")
    let name = String(repeating: "a", count: 255)
    let elapsed = ContinuousClock().measure {
      #expect(!pattern.matches(name))
    }
    #expect(elapsed < .seconds(1))
  }

  @Test func keepsItsText() {
    #expect(GlobPattern("a**").description == "a**")
    #expect(GlobPattern("**").matchesEverything)
    #expect(!GlobPattern("*?").matchesEverything)
    #expect(!GlobPattern("").matchesEverything)
  }
}
