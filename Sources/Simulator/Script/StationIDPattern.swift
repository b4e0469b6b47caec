import GatewayConfig

/// How the stations of a group are named: `CP-###` is CP-001, CP-002, ….
package struct StationIDPattern: Sendable, Equatable {
  /// The pattern as it was written.
  package let text: String

  package init(text: String) {
    self.text = text
  }

  /// Whether it has a place for the number.
  var isNumbered: Bool { text.contains("#") }

  /// The id of a station.
  ///
  /// - Parameter number: from 1; one that has more digits than there is room for makes the id longer.
  func id(_ number: Int) -> String {
    guard let first = text.firstIndex(of: "#") else { return text }
    let end = text[first...].firstIndex { $0 != "#" } ?? text.endIndex
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(text[first..<end].count - digits.count, 0))
    return text[..<first] + zeros + digits + text[end...]
  }

  /// - Throws: `ConfigurationValueProblem` when stations could not be named so.
  init(parsing text: String) throws(ConfigurationValueProblem) {
    guard (1...200).contains(text.unicodeScalars.count) else {
      throw ConfigurationValueProblem(expected: "text of 1 to 200 characters")
    }
    guard
      text.unicodeScalars.allSatisfy({
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.#~".unicodeScalars.contains($0))
      })
    else {
      throw ConfigurationValueProblem(hint: "a station id consists of letters, digits, '-', '_', '.' and '~'")
    }
    self.init(text: text)
  }
}
