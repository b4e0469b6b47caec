import ArgumentParser

/// `gateway plugin`
struct PluginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin",
    abstract: "Look at plugins and check them.",
    discussion: """
      EXAMPLES:
        gateway plugin list --config site.yaml
        gateway plugin inspect plugins/libTariff.so
        gateway plugin check plugins/libTariff.so --configuration '{"currency":"EUR"}'
      """,
    subcommands: [PluginListCommand.self, PluginInspectCommand.self, PluginCheckCommand.self])
}
