import CGatewayPlugin
import GatewayToolchain
import Synchronization

/// What the entry function gives the host, made once for each type and kept for good.
///
/// Behind the C struct lies a reference to this object: `create` finds its type by it.
final class PluginDescriptor: Sendable {
  private static let entries = Mutex<[ObjectIdentifier: UInt]>([:])
  private static let ownOffset = MemoryLayout<gateway_plugin_descriptor>.stride

  /// Makes an instance.
  let make: @Sendable (HostConnection, UnsafeBufferPointer<UInt8>) throws -> PluginInstance

  private init<Plugin: GatewayPlugin>(_ type: Plugin.Type) {
    make = { connection, configuration in
      let value = try ConfigurationText.value(configuration)
      let plugin = try Plugin(configuration: ConfigurationText.decode(Plugin.Configuration.self, from: value))
      return PluginInstance(plugin, connection)
    }
  }

  /// The descriptor of a plugin.
  static func entry<Plugin: GatewayPlugin>(of type: Plugin.Type) -> UnsafeRawPointer {
    let address = entries.withLock { entries in
      if let address = entries[ObjectIdentifier(type)] { return address }
      let address = UInt(bitPattern: allocate(type))
      entries[ObjectIdentifier(type)] = address
      return address
    }
    // It is the address of what `allocate` made.
    return UnsafeRawPointer(bitPattern: address).unsafelyUnwrapped
  }

  /// The object behind a descriptor that `entry` gave.
  static func of(_ descriptor: UnsafePointer<gateway_plugin_descriptor>) -> PluginDescriptor {
    let own = UnsafeRawPointer(descriptor).load(fromByteOffset: ownOffset, as: UnsafeRawPointer.self)
    return Unmanaged<PluginDescriptor>.fromOpaque(own).takeUnretainedValue()
  }

  private static func allocate<Plugin: GatewayPlugin>(_ type: Plugin.Type) -> UnsafeRawPointer {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: ownOffset + MemoryLayout<UnsafeRawPointer>.size,
      alignment: MemoryLayout<gateway_plugin_descriptor>.alignment)
    let routes = allocate(Plugin.Handlers.routes)
    let descriptor = gateway_plugin_descriptor(
      struct_size: UInt32(MemoryLayout<gateway_plugin_descriptor>.size),
      magic: GATEWAY_PLUGIN_MAGIC,
      abi_major: GATEWAY_PLUGIN_ABI_MAJOR,
      abi_minor: GATEWAY_PLUGIN_ABI_MINOR,
      id: .permanent(Plugin.id),
      version: .permanent(Plugin.version),
      toolchain: .permanent(SwiftToolchain.name),
      configuration_schema: .permanent(Plugin.configurationSchema),
      routes: routes.baseAddress,
      route_count: routes.count,
      vtable: PluginVtable.shared)
    memory.initializeMemory(as: gateway_plugin_descriptor.self, to: descriptor)
    let own = Unmanaged.passRetained(PluginDescriptor(type)).toOpaque()
    memory.storeBytes(of: UnsafeRawPointer(own), toByteOffset: ownOffset, as: UnsafeRawPointer.self)
    return UnsafeRawPointer(memory)
  }

  private static func allocate(_ routes: [HandlerRoute]) -> UnsafeBufferPointer<gateway_plugin_route> {
    let memory = UnsafeMutableBufferPointer<gateway_plugin_route>.allocate(capacity: routes.count)
    for (index, route) in routes.enumerated() {
      memory.initializeElement(
        at: index,
        to: gateway_plugin_route(
          struct_size: UInt32(MemoryLayout<gateway_plugin_route>.size), direction: route.direction.rawValue,
          version: .permanent(route.version.rawValue), action: .permanent(route.action)))
    }
    return UnsafeBufferPointer(memory)
  }
}
