import GatewayCore
import GatewayPluginHost

/// What plugins handle, as text.
enum PluginListing {
  static func routes(_ descriptor: PluginDescriptor) -> String {
    var groups: [(name: String, actions: [String])] = []
    for pattern in descriptor.patterns {
      let name = "OCPP \(pattern.version) \(pattern.direction == .inbound ? "from" : "to") stations"
      let action = pattern.action == "*" ? "all" : pattern.action
      if let index = groups.firstIndex(where: { $0.name == name }) {
        groups[index].actions.append(action)
      } else {
        groups.append((name, [action]))
      }
    }
    return groups.map { "\($0.name): \($0.actions.joined(separator: ", "))" }.joined(separator: "; ")
  }
}
