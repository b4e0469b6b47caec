package import GatewayCore

/// A plugin's part in chains: to them it is a handler as any other.
package struct PluginHandler: Handler {
  package let name: String
  private let plugin: HostedPlugin
  private let policy: FailurePolicy

  /// - Parameters:
  ///   - plugin: the plugin.
  ///   - policy: what becomes of a CALL that it fails to handle.
  ///   - name: the name in chains.
  package init(_ plugin: HostedPlugin, policy: FailurePolicy, name: String) {
    self.plugin = plugin
    self.policy = policy
    self.name = name
  }

  package func link(for route: Route) -> HandlerLink? {
    guard plugin.descriptor.routes.contains(route) else { return nil }
    return { [plugin, policy] call, context, next in
      try await plugin.handle(call, context, next, policy)
    }
  }
}
