import ArgumentParser
import GatewayConfig
import GatewayPluginHost

/// `gateway plugin list`
struct PluginListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the plugins of a configuration.",
    discussion: """
      Each plugin is looked at in a process of its own. Exits with 2 when one can't be used.

      EXAMPLES:
        gateway plugin list
        gateway plugin list --config site.yaml
      """)

  @OptionGroup var options: ConfigurationOption

  func run() throws {
    let assembly = try options.assembly()
    guard !assembly.plugins.isEmpty else {
      print("\(options.path ?? "built-in defaults"): no plugins")
      return
    }
    for plugin in assembly.plugins {
      let descriptor = plugin.descriptor
      print("\(plugin.options.id): \(descriptor.id) \(descriptor.version), \(plugin.options.isolation.rawValue)")
      print("  library  \(plugin.file.path)")
      print("  sha256   \(plugin.file.sha256)")
      print("  handles  \(PluginListing.routes(descriptor))")
    }
  }
}
