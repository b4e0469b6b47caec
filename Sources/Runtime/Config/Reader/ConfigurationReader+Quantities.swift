extension ConfigurationReader {
  /// Reads a duration such as `300s`, `5m`, `1h30m` or `250ms`; a number without a unit is refused.
  ///
  /// - Parameter wholeSeconds: refuses fractions of a second, for what goes into a field that counts seconds.
  package func duration(
    _ key: String, default value: Duration, in range: ClosedRange<Duration>, wholeSeconds: Bool = false, help: String
  ) -> Duration {
    duration(key, defaultText: DurationText.format(value), in: range, wholeSeconds: wholeSeconds, help: help) ?? value
  }

  /// Reads a duration that has no default.
  package func optionalDuration(
    _ key: String, in range: ClosedRange<Duration>, wholeSeconds: Bool = false, help: String
  ) -> Duration? {
    duration(key, defaultText: nil, in: range, wholeSeconds: wholeSeconds, help: help)
  }

  private func duration(
    _ key: String, defaultText: String?, in range: ClosedRange<Duration>, wholeSeconds: Bool, help: String
  ) -> Duration? {
    let lower = DurationText.format(range.lowerBound)
    let upper = DurationText.format(range.upperBound)
    return value(
      key, type: "duration", default: defaultText, range: "\(lower) to \(upper)", expected: DurationText.expected,
      help: help
    ) { text throws(ConfigurationValueProblem) in
      let duration = try DurationText.parse(text)
      guard range.contains(duration) else { throw ConfigurationValueProblem(expected: "between \(lower) and \(upper)") }
      guard !wholeSeconds || duration.components.attoseconds == 0 else {
        throw ConfigurationValueProblem(expected: "a duration in whole seconds")
      }
      return duration
    }
  }

  /// Reads a size such as `256KiB`, `1MiB`, `64kB` or `500B`, in bytes; a number without a unit is refused.
  package func byteCount(_ key: String, default value: Int, in range: ClosedRange<Int>, help: String) -> Int {
    let lower = ByteCountText.format(range.lowerBound)
    let upper = ByteCountText.format(range.upperBound)
    return self.value(
      key, type: "size", default: ByteCountText.format(value), range: "\(lower) to \(upper)",
      expected: ByteCountText.expected, help: help
    ) { text throws(ConfigurationValueProblem) in
      let bytes = try ByteCountText.parse(text)
      guard range.contains(bytes) else { throw ConfigurationValueProblem(expected: "between \(lower) and \(upper)") }
      return bytes
    } ?? value
  }

  /// Reads an address such as `0.0.0.0:9000`, `"[::1]:9000"` or `localhost:9000`.
  package func socketAddress(_ key: String, default value: NetworkAddress, help: String) -> NetworkAddress {
    let given = self.value(
      key, type: "address and port", default: value.description, expected: NetworkAddress.expected, help: help
    ) { text throws(ConfigurationValueProblem) in try NetworkAddress(parsing: text) }
    var address = given ?? value
    if let port = aliasedPort(key) { address.port = port }
    return address
  }

  /// The port from a variable that sets only that, unless the variable of the whole address is set.
  private func aliasedPort(_ key: String) -> Int? {
    let path = path.appending(key)
    guard let alias = EnvironmentAlias.find(path.documented), case .port = alias.part,
      let text = context.value(ofVariable: alias.variable)
    else { return nil }
    if let variable = path.variable, context.value(ofVariable: variable) != nil { return nil }
    let scalar = ConfigurationScalar(text: text, isPlain: true, location: .environment(alias.variable))
    return converted(scalar, at: path, expected: "a port") { scalar throws(ConfigurationValueProblem) in
      guard let port = NetworkAddress.port(scalar.text[...]) else {
        throw ConfigurationValueProblem(expected: "a port from 0 to 65535")
      }
      return port
    }
  }
}
