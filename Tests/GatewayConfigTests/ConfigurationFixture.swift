import GatewayConfig

/// Reads configurations from text and tells what is wrong with them in the fewest words.
enum ConfigurationFixture {
  /// The handlers that stand in the chains of a configuration which names none.
  static let standardHandlers = Set(GatewayConfiguration.Chains.standard.values.flatMap(\.self)).sorted()

  static func check(_ yaml: String, environment: [String: String] = [:]) -> ConfigurationCheck {
    check(bytes: Array(yaml.utf8), environment: environment)
  }

  static func check(bytes: [UInt8], environment: [String: String] = [:]) -> ConfigurationCheck {
    GatewayConfiguration.check(source: SourceText(name: "gateway.yaml", bytes: bytes), environment: environment)
  }

  /// `line:column: severity: message` of every problem, then ` | hint` if there is one.
  static func problems(_ yaml: String, environment: [String: String] = [:]) -> [String] {
    check(yaml, environment: environment).diagnostics().map(summary)
  }

  static func summary(_ diagnostic: ConfigurationDiagnostic) -> String {
    var place = "\(diagnostic.location)"
    if place.hasPrefix("gateway.yaml:") { place.removeFirst("gateway.yaml:".count) }
    let hint = diagnostic.hint.map { " | \($0)" } ?? ""
    return "\(place): \(diagnostic.severity.rawValue): \(diagnostic.message)\(hint)"
  }

  /// Decodes `yaml` as the section of a handler named `test`: its first character is at line 3, column 5.
  static func read<Value>(
    _ yaml: String, environment: [String: String] = [:], _ decode: (ConfigurationReader) -> Value
  ) -> (value: Value, problems: [String]) {
    let indented = yaml.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
    let check = check(
      "handlers:\n  test:\n" + indented.joined(separator: "\n"), environment: environment)
    let value = check.configuration.handlers.read("test", decode)
    return (value, check.diagnostics(knownHandlers: standardHandlers + ["test"]).map(summary))
  }
}
