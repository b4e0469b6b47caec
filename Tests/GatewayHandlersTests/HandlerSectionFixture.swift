import GatewayConfig

/// Reads the section of a handler from YAML.
enum HandlerSectionFixture {
  /// - Parameter yaml: the section's lines.
  /// - Returns: what was read, and what is wrong: `line: message`, the section's first line being 3.
  static func read<Options>(
    _ yaml: String, _ decode: (ConfigurationReader) -> Options
  ) -> (options: Options, problems: [String]) {
    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
    let text = "handlers:\n  test:\n" + lines.joined(separator: "\n")
    let check = GatewayConfiguration.check(
      source: SourceText(name: "gateway.yaml", bytes: Array(text.utf8)), environment: [:])
    let options = check.configuration.handlers.read("test", decode)
    let names = GatewayConfiguration.Chains.standard.values.flatMap(\.self) + ["test"]
    return (
      options,
      check.diagnostics(knownHandlers: names).map { diagnostic in
        "\(diagnostic.location)".split(separator: ":").dropFirst().first.map { "\($0): \(diagnostic.message)" }
          ?? diagnostic.message
      }
    )
  }
}
