extension ConfigurationReader {
  /// Reads one value of a type that has no method of its own.
  ///
  /// - Parameters:
  ///   - key: the key in this section.
  ///   - type: the type's name in the reference documentation.
  ///   - defaultText: the default as it would be written, for the documentation.
  ///   - range: the accepted values, for the documentation.
  ///   - expected: what is right, continuing "must be", with an example.
  ///   - help: what the option does, for the documentation.
  ///   - isSecret: whether no message may show the value.
  ///   - parse: turns the text into the value, or throws what is wrong with it.
  /// - Returns: the value; `nil` when it is not given or wrong.
  package func value<Value>(
    _ key: String, type: String, default defaultText: String? = nil, range: String? = nil, expected: String,
    help: String, isSecret: Bool = false, parse: (String) throws(ConfigurationValueProblem) -> Value
  ) -> Value? {
    note(key, isSecret: isSecret)
    record(key, type: type, default: defaultText, range: range, help: help)
    return scalar(key, expected: expected, isSecret: isSecret) { scalar throws(ConfigurationValueProblem) in
      try parse(scalar.text)
    }?.value
  }

  /// Finds the text of a key, in the environment or else in the file, and converts it.
  func scalar<Value>(
    _ key: String, expected: String, isSecret: Bool = false,
    convert: (ConfigurationScalar) throws(ConfigurationValueProblem) -> Value
  ) -> (value: Value, location: ConfigurationLocation)? {
    let path = path.appending(key)
    guard let scalar = lookUp(key, path: path, expected: expected) else { return nil }
    guard let value = converted(scalar, at: path, expected: expected, isSecret: isSecret, convert: convert) else {
      return nil
    }
    return (value, scalar.location)
  }

  /// Converts a text; records what is wrong with it and returns `nil` if it cannot.
  func converted<Value>(
    _ scalar: ConfigurationScalar, at path: ConfigurationPath, expected: String, isSecret: Bool = false,
    convert: (ConfigurationScalar) throws(ConfigurationValueProblem) -> Value
  ) -> Value? {
    do throws(ConfigurationValueProblem) {
      if scalar.isNull { throw Self.nullProblem(scalar.text) }
      if scalar.text.utf8.contains(0) { throw ConfigurationValueProblem(hint: "it holds a NUL character") }
      return try convert(scalar)
    } catch {
      let given = scalar.isNull && scalar.text.isEmpty ? "empty" : TerminalText.quoted(scalar.text)
      let message = "'\(path)' must be \(error.expected ?? expected)" + (isSecret ? "" : ", not \(given)")
      context.diagnostics.record(.error, at: scalar.location, message, hint: error.hint)
      return nil
    }
  }

  private static func nullProblem(_ text: String) -> ConfigurationValueProblem {
    let hint = "leave the key out for its default"
    return ConfigurationValueProblem(
      hint: text.isEmpty ? hint : hint + ", or write '\(text)' in quotes if you mean the text")
  }

  private func lookUp(_ key: String, path: ConfigurationPath, expected: String) -> ConfigurationScalar? {
    if let variable = path.variable, let text = context.value(ofVariable: variable) {
      return ConfigurationScalar(text: text, isPlain: true, location: .environment(variable))
    }
    if let alias = EnvironmentAlias.find(path.documented), alias.part == .whole,
      let text = context.value(ofVariable: alias.variable)
    {
      return ConfigurationScalar(text: text, isPlain: true, location: .environment(alias.variable))
    }
    guard let node = raw(key) else { return nil }
    guard case .scalar(let scalar) = node.content else {
      context.diagnostics.record(
        .error, at: .source(node.location), "'\(path)' must be \(expected), not \(node.kindDescription)")
      return nil
    }
    return ConfigurationScalar(text: scalar.text, isPlain: scalar.isPlain, location: .source(node.location))
  }
}
