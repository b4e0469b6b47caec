/// Sizes in bytes as the configuration writes them: `500B`, `64kB`, `256KiB`.
package enum ByteCountText {
  static let expected = "a size such as 256KiB, 1MiB or 500B"

  private static let units: [(name: String, bytes: Int)] = [
    ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000),
    ("B", 1),
  ]

  /// Reads a whole number with one of the units B, kB, MB, GB (powers of 1000), KiB, MiB and GiB (powers of 1024).
  ///
  /// - Throws: ``ConfigurationValueProblem`` for anything else, and for more bytes than `Int` holds.
  package static func parse(_ text: String) throws(ConfigurationValueProblem) -> Int {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let name = text[digits.endIndex...]
    guard !digits.isEmpty else { throw ConfigurationValueProblem() }
    guard !name.isEmpty else {
      throw ConfigurationValueProblem(hint: "add a unit: \(digits)B, \(digits)KiB or \(digits)MiB")
    }
    guard let unit = units.first(where: { $0.name == name }) else { throw unitProblem(String(name), digits: digits) }
    guard let number = Int(digits), case (let bytes, false) = number.multipliedReportingOverflow(by: unit.bytes) else {
      throw ConfigurationValueProblem(hint: "the number is too large")
    }
    return bytes
  }

  /// Writes a size so that ``parse(_:)`` reads it back, in the largest unit that needs no fraction.
  package static func format(_ bytes: Int) -> String {
    guard bytes != 0, let unit = units.first(where: { bytes % $0.bytes == 0 }) else { return "\(bytes)B" }
    return "\(bytes / unit.bytes)\(unit.name)"
  }

  private static func unitProblem(_ name: String, digits: Substring) -> ConfigurationValueProblem {
    let unit = name.filter { !$0.isWhitespace }
    if let meant = units.first(where: { $0.name == unit }) {
      return ConfigurationValueProblem(hint: "no space before the unit: \(digits)\(meant.name)")
    }
    if unit.lowercased() == "kb" {
      return ConfigurationValueProblem(hint: "write \(digits)KiB (1024 bytes each) or \(digits)kB (1000 bytes each)")
    }
    return ConfigurationValueProblem(hint: "the units are B, kB, MB, GB, KiB, MiB and GiB")
  }
}
