import GatewayConfig

extension ConfigurationReader {
  /// Reads a probability: `0.05`, or `5%`.
  func probability(_ key: String, default value: Double, help: String) -> Double {
    self.value(
      key, type: "probability", default: Self.text(value), range: "0 to 1, or 0% to 100%",
      expected: "a probability such as 0.05 or 5%", help: help
    ) { text throws(ConfigurationValueProblem) in
      let isPercentage = text.hasSuffix("%")
      guard let number = Self.number(isPercentage ? text.dropLast() : text[...]) else {
        throw ConfigurationValueProblem()
      }
      let probability = isPercentage ? number / 100 : number
      guard (0...1).contains(probability) else { throw ConfigurationValueProblem(expected: "between 0 and 1") }
      return probability
    } ?? value
  }

  /// Reads a number that may have a fraction.
  func number(_ key: String, default value: Double, in range: ClosedRange<Double>, help: String) -> Double {
    number(key, defaultText: Self.text(value), in: range, help: help) ?? value
  }

  /// Reads a number that may have a fraction and has no default.
  func factor(_ key: String, in range: ClosedRange<Double>, help: String) -> Double? {
    number(key, defaultText: nil, in: range, help: help)
  }

  private func number(_ key: String, defaultText: String?, in range: ClosedRange<Double>, help: String) -> Double? {
    let limits = "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
    return value(
      key, type: "number", default: defaultText, range: limits, expected: "a number from \(limits)", help: help
    ) { text throws(ConfigurationValueProblem) in
      guard let number = Self.number(text[...]), range.contains(number) else { throw ConfigurationValueProblem() }
      return number
    }
  }

  /// Reads the shortest and the longest of a duration: `{ from: 20m, to: 2h }`.
  func durations(
    _ key: String, default range: ClosedRange<Duration>, in limits: ClosedRange<Duration>, help: String
  ) -> ClosedRange<Duration> {
    let reader = section(key, help: help)
    let from = reader.duration("from", default: range.lowerBound, in: limits, help: "The shortest.")
    let to = reader.duration("to", default: range.upperBound, in: limits, help: "The longest.")
    guard from <= to else {
      reader.report("'\(reader.path).from' is longer than '\(reader.path).to'", at: "from")
      return range
    }
    return from...to
  }

  private static func number(_ text: Substring) -> Double? {
    guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }), text.last != "." else {
      return nil
    }
    return Double(text)
  }

  private static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }
}
