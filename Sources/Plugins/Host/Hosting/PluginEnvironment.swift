package import GatewayCore

/// What plugins work with.
package struct PluginEnvironment: Sendable {
  /// Whose background work runs.
  package let services: GatewayServices
  /// The program whose `plugin-process` command runs isolated plugins: the gateway's own.
  package let executable: String

  package init(_ services: GatewayServices, executable: String = "/proc/self/exe") {
    self.services = services
    self.executable = executable
  }
}
