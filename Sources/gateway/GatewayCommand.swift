import ArgumentParser

/// The `gateway` command.
@main
struct GatewayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateway",
    abstract: "An OCPP gateway: charging stations on one side, REST and events on the other.",
    discussion: """
      EXAMPLES:
        gateway run                           serve with the built-in defaults, or gateway.yaml if there is one
        gateway run --config site.yaml        serve by a configuration
        gateway check --config site.yaml      verify a configuration and print its chains
        gateway validate --format frames log  check recorded frames against the schemas
      """,
    version: GatewayVersion.text,
    subcommands: [RunCommand.self, CheckCommand.self, ValidateCommand.self])
}

/// The version of this program.
enum GatewayVersion {
  static let text = "0.1.0"
}
