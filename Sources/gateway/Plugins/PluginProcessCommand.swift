import ArgumentParser
import GatewayPluginHost

/// `gateway plugin-process`: what the gateway starts for an isolated plugin; of no use to anybody else.
struct PluginProcessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "plugin-process", shouldDisplay: false)

  @Option(help: "Bytes of memory that may be used.")
  var memoryLimit: Int

  func run() async throws {
    await PluginProcess.run(memoryLimit: memoryLimit)
  }
}
