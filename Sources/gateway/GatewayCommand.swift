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
        gateway certificate-authority         make a key and a certificate that sign stations' certificates
        gateway plugin check libTariff.so     try whether a plugin does what it must
        gateway simulate --url ws://localhost:9000/ocpp --stations 10
                                              simulate charging stations
        gateway backup monday.backup          write the business state to a file, for 'gateway restore'
      """,
    version: GatewayVersion.text,
    subcommands: [
      RunCommand.self, CheckCommand.self, ValidateCommand.self, ReplayCommand.self, SimulateCommand.self,
      BackupCommand.self, RestoreCommand.self, PluginCommand.self, PluginProcessCommand.self,
      CertificateAuthorityCommand.self,
    ])

  /// Runs the command. Exit codes: 0 done, 1 the answer is no, 2 usage or unusable input, 70 internal error.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      let code = exitCode(for: error)
      // What commands say themselves, help and the version.
      guard !(error is ExitCode), !code.isSuccess else { exit(withError: error) }
      complain(fullMessage(for: error))
      exit(withError: code == .validationFailure ? ExitCode(2) : ExitCode(70))
    }
  }
}

/// The version of this program.
enum GatewayVersion {
  static let text = "0.1.0"
}
