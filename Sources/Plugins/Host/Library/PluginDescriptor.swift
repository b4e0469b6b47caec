package import GatewayCore
import OCPPCodec

/// What a plugin says of itself.
package struct PluginDescriptor: Sendable, Equatable {
  /// A kind of CALL that it handles.
  package struct RoutePattern: Sendable, Equatable {
    /// `1.6` or `2.0.1`
    package var version: String
    package var direction: MessageDirection
    /// `*` for all of the version that go that way.
    package var action: String
  }

  /// What it is; the configuration has a name of its own for it.
  package let id: String
  /// Its own version, for people.
  package let version: String
  /// The minor version of the ABI it was built for.
  package let abiMinor: Int
  /// The Swift toolchain it was built with; nil when it needs none.
  package let toolchain: String?
  /// The JSON schema of its configuration; nil: any object.
  package let configurationSchema: String?
  /// What it handles, as it says it.
  package let patterns: [RoutePattern]
  /// What it handles, one by one.
  package let routes: Set<Route>

  /// - Throws: ``PluginError`` when something can't be right.
  init(
    id: String, version: String, abiMinor: Int, toolchain: String?, configurationSchema: String?,
    routes patterns: [RoutePattern]
  ) throws(PluginError) {
    guard Self.isID(id) else {
      throw PluginError("has the id '\(id.escapedForPeople)', which must be of a-z, 0-9 and '-', a letter first")
    }
    self.id = id
    self.version = version.escapedForPeople
    self.abiMinor = abiMinor
    self.toolchain = toolchain?.escapedForPeople
    self.configurationSchema = configurationSchema
    self.patterns = patterns
    var routes: Set<Route> = []
    for pattern in patterns { routes.formUnion(try Self.routes(pattern)) }
    self.routes = routes
  }

  /// Whether a text may be a plugin's id: `[a-z][a-z0-9-]{0,63}`.
  package static func isID(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 64, 0x61...0x7A ~= first else { return false }
    return text.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-") }
  }

  private static func routes(_ pattern: RoutePattern) throws(PluginError) -> [Route] {
    guard let version = OCPPVersion(rawValue: pattern.version) else {
      throw PluginError("handles OCPP '\(pattern.version.escapedForPeople)', which this gateway doesn't know")
    }
    let direction = pattern.direction
    let catalog = MessageCatalog.of(version)
    if pattern.action == "*" {
      return catalog.actions.filter { $0.mayGo(direction) }.map { Route(version, direction, action: $0.index) }
    }
    guard let action = catalog.action(named: pattern.action), action.mayGo(direction) else {
      throw PluginError(
        "handles '\(pattern.action.escapedForPeople)' \(direction == .inbound ? "from" : "to") stations, which OCPP "
          + "\(version.rawValue) doesn't have")
    }
    return [Route(version, direction, action: action.index)]
  }
}
