/// Durations as the configuration writes them: `250ms`, `300s`, `1h30m`.
package enum DurationText {
  static let expected = "a duration such as 300s, 5m or 1h30m"

  private static let units: [(name: String, milliseconds: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
  ]

  /// Reads whole numbers with the units d, h, m, s and ms, each at most once and from the largest to the smallest.
  ///
  /// - Throws: ``ConfigurationValueProblem`` for anything else, and for more milliseconds than 64 bits hold.
  package static func parse(_ text: String) throws(ConfigurationValueProblem) -> Duration {
    var rest = text[...]
    var milliseconds: Int64 = 0
    var remainingUnits = units[...]
    repeat {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest[digits.endIndex...]
      let name = rest.prefix { $0.isLetter }
      rest = rest[name.endIndex...]
      guard !digits.isEmpty, !name.isEmpty || rest.isEmpty else { throw problem(at: rest) }
      guard !name.isEmpty else {
        throw ConfigurationValueProblem(hint: "add a unit: \(digits)s, \(digits)m or \(digits)h")
      }
      guard let unit = remainingUnits.firstIndex(where: { $0.name == name }) else {
        throw unitProblem(String(name))
      }
      guard let number = Int64(digits) else { throw ConfigurationValueProblem(hint: "the number is too large") }
      let (part, overflow) = number.multipliedReportingOverflow(by: units[unit].milliseconds)
      let (sum, sumOverflow) = milliseconds.addingReportingOverflow(part)
      guard !overflow, !sumOverflow else { throw ConfigurationValueProblem(hint: "the number is too large") }
      milliseconds = sum
      remainingUnits = remainingUnits[(unit + 1)...]
    } while !rest.isEmpty
    return .milliseconds(milliseconds)
  }

  /// Writes a duration so that ``parse(_:)`` reads it back, in the one unit in which it is easiest to read.
  ///
  /// Less than a millisecond is dropped.
  package static func format(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = attoseconds / 1_000_000_000_000_000
    guard milliseconds == 0 else {
      let (total, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
      return overflow ? "\(seconds)s" : "\(total + milliseconds)ms"
    }
    if seconds >= 3_600, seconds % 3_600 == 0 { return "\(seconds / 3_600)h" }
    // 300s reads better than 5m beside other options in seconds.
    if seconds >= 600, seconds % 60 == 0 { return "\(seconds / 60)m" }
    return "\(seconds)s"
  }

  private static func unitProblem(_ name: String) -> ConfigurationValueProblem {
    if units.contains(where: { $0.name == name }) {
      return ConfigurationValueProblem(hint: "units go from the largest to the smallest, each once, as in 1h30m")
    }
    return ConfigurationValueProblem(hint: "'\(name)' is not a unit; the units are d, h, m, s and ms")
  }

  private static func problem(at rest: Substring) -> ConfigurationValueProblem {
    guard rest.first == "." else { return ConfigurationValueProblem() }
    return ConfigurationValueProblem(hint: "only whole numbers; 1.5s is written 1500ms or 1s500ms")
  }
}
