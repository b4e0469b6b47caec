import ArgumentParser
import GatewayPluginHost

/// `gateway plugin inspect`
struct PluginInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Print what a plugin says of itself.",
    discussion: """
      The library is loaded in a process of its own, which may crash. Exits with 2 when it is no plugin for this gateway.

      EXAMPLES:
        gateway plugin inspect plugins/libTariff.so
      """)

  @Argument(help: ArgumentHelp("The plugin's shared library.", valueName: "file"))
  var library: String

  func run() throws {
    let (file, probe) = try PluginInspectCommand.probe(library)
    let descriptor = probe.descriptor
    print("id          \(descriptor.id)")
    print("version     \(descriptor.version)")
    print("library     \(file.path)")
    print("sha256      \(file.sha256)")
    print("abi         1.\(descriptor.abiMinor)")
    let isSame = descriptor.toolchain == nil || descriptor.toolchain == HostedPlugin.toolchain
    print("toolchain   \(descriptor.toolchain ?? "none needed")")
    print("in process  \(isSame ? "yes" : "no: this gateway was built with \(HostedPlugin.toolchain)")")
    print("handles     \(PluginListing.routes(descriptor))")
    print("schema      \(descriptor.configurationSchema ?? "any object")")
  }

  /// Looks into a library.
  ///
  /// - Throws: `ExitCode` 2 when it can't be used; why has been printed.
  static func probe(_ library: String) throws -> (PluginFile, PluginProbe) {
    do {
      let file = try PluginFile(library)
      do {
        return (file, try PluginProbe(file, executable: "/proc/self/exe"))
      } catch {
        complain("\(file.path): \(error)")
        throw ExitCode(2)
      }
    } catch let error as PluginError {
      complain("\(error)")
      throw ExitCode(2)
    }
  }
}
