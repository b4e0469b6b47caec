extension ConfigurationReader {
  /// Reads text.
  ///
  /// - Parameters:
  ///   - length: how many Unicode scalars it may have.
  ///   - defaultText: what the documentation shows when the default is not the same everywhere.
  package func string(
    _ key: String, default value: String, length: ClosedRange<Int>? = nil, defaultText: String? = nil, help: String
  ) -> String {
    string(key, defaultText: defaultText ?? value, length: length, help: help) ?? value
  }

  /// Reads text that has no default.
  ///
  /// - Parameter length: how many Unicode scalars it may have.
  package func optionalString(_ key: String, length: ClosedRange<Int>? = nil, help: String) -> String? {
    string(key, defaultText: nil, length: length, help: help)
  }

  private func string(_ key: String, defaultText: String?, length: ClosedRange<Int>?, help: String) -> String? {
    let range = length.map { "\($0.lowerBound) to \($0.upperBound) characters" }
    return value(key, type: "text", default: defaultText, range: range, expected: "text", help: help) {
      text throws(ConfigurationValueProblem) in
      guard let length, let range, !length.contains(text.unicodeScalars.count) else { return text }
      throw ConfigurationValueProblem(expected: "text of \(range)")
    }
  }

  /// Reads a whole number in decimal digits.
  package func integer(_ key: String, default value: Int, in range: ClosedRange<Int>, help: String) -> Int {
    integer(key, defaultText: String(value), in: range, help: help) ?? value
  }

  /// Reads a whole number that has no default.
  ///
  /// - Parameter defaultText: what the documentation says happens without it.
  package func optionalInteger(
    _ key: String, in range: ClosedRange<Int>, defaultText: String? = nil, help: String
  ) -> Int? {
    integer(key, defaultText: defaultText, in: range, help: help)
  }

  private func integer(_ key: String, defaultText: String?, in range: ClosedRange<Int>, help: String) -> Int? {
    note(key)
    record(
      key, type: "whole number", default: defaultText, range: "\(range.lowerBound) to \(range.upperBound)", help: help)
    let expected = "a whole number between \(range.lowerBound) and \(range.upperBound)"
    return scalar(key, expected: expected) { scalar throws(ConfigurationValueProblem) in
      guard scalar.isPlain else { throw ConfigurationValueProblem(hint: "write the number without quotes") }
      // Int would also take a plus sign; leading zeros are octal to some YAML readers and decimal to others.
      guard let number = Int(scalar.text), String(number) == scalar.text, range.contains(number) else {
        throw ConfigurationValueProblem(hint: Self.integerHint(scalar.text))
      }
      return number
    }?.value
  }

  private static func integerHint(_ text: String) -> String? {
    guard Int(text).map({ String($0) != text }) ?? text.contains(where: { "_xo,.".contains($0) }) else { return nil }
    return "only decimal digits, without leading zeros, separators or fraction"
  }

  /// Reads `true` or `false`; other words that YAML takes for them are refused.
  ///
  /// - Parameter defaultText: what the documentation shows when the default is not the same everywhere.
  package func boolean(_ key: String, default value: Bool, defaultText: String? = nil, help: String) -> Bool {
    note(key)
    record(key, type: "true or false", default: defaultText ?? String(value), help: help)
    return scalar(key, expected: "true or false") { scalar throws(ConfigurationValueProblem) in
      guard scalar.isPlain, let value = Bool(scalar.text) else {
        throw ConfigurationValueProblem(hint: Self.booleanHint(scalar))
      }
      return value
    }?.value ?? value
  }

  private static func booleanHint(_ scalar: ConfigurationScalar) -> String? {
    let text = scalar.text.lowercased()
    if !scalar.isPlain, Bool(text) != nil { return "write \(text) without quotes" }
    if ["true", "yes", "on", "y", "1", "enabled"].contains(text) { return "write true" }
    if ["false", "no", "off", "n", "0", "disabled"].contains(text) { return "write false" }
    return nil
  }

  /// Reads the path of a file; a relative one starts from the folder of the configuration file.
  package func path(_ key: String, default value: String, help: String) -> String {
    path(key, defaultText: value, help: help) ?? resolve(value)
  }

  /// Reads the path of a file, without a default.
  package func optionalPath(_ key: String, help: String) -> String? {
    path(key, defaultText: nil, help: help)
  }

  private func path(_ key: String, defaultText: String?, help: String) -> String? {
    value(key, type: "file path", default: defaultText, expected: "a file path", help: help) {
      text throws(ConfigurationValueProblem) in
      guard !text.isEmpty else { throw ConfigurationValueProblem() }
      return resolve(text)
    }
  }

  /// `path` as seen from the folder of the configuration file, if it is relative.
  package func resolve(_ path: String) -> String {
    FilePath.resolve(path, in: context.folder)
  }
}
