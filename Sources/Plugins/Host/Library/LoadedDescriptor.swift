import CGatewayPlugin
import GatewayCore
import OCPPCodec

/// A plugin's descriptor in the memory of the process that loaded it.
struct LoadedDescriptor: @unchecked Sendable {
  // Unchecked: what the pointers lead to is constant and valid for good, as the ABI has it.

  let address: UnsafePointer<gateway_plugin_descriptor>
  let vtable: gateway_plugin_vtable
  let value: PluginDescriptor

  /// - Throws: ``PluginError`` when it isn't one of this ABI.
  init(_ address: UnsafePointer<gateway_plugin_descriptor>) throws(PluginError) {
    guard UInt(bitPattern: address) % 8 == 0 else { throw PluginError("gives a descriptor at an odd address") }
    let raw = UnsafeRawPointer(address)
    // In this order: the size says what may be looked at, the magic whether the rest means anything.
    let size = raw.load(as: UInt32.self)
    let magic = raw.load(fromByteOffset: 4, as: UInt32.self)
    guard magic == GATEWAY_PLUGIN_MAGIC else {
      throw PluginError("gives something that is no descriptor: its magic is \(String(magic, radix: 16))")
    }
    let major = raw.load(fromByteOffset: 8, as: UInt32.self)
    guard major == GATEWAY_PLUGIN_ABI_MAJOR else {
      throw PluginError(
        "was built for version \(major) of the plugin ABI, this gateway has \(GATEWAY_PLUGIN_ABI_MAJOR)",
        hint: major > GATEWAY_PLUGIN_ABI_MAJOR ? "install a newer gateway" : "build it with a newer header")
    }
    guard size >= GATEWAY_PLUGIN_SIZE_DESCRIPTOR else {
      throw PluginError("gives a descriptor of \(size) bytes that should have \(GATEWAY_PLUGIN_SIZE_DESCRIPTOR)")
    }
    self.address = address
    let descriptor = address.pointee
    guard let vtable = descriptor.vtable else { throw PluginError("has no functions in its descriptor") }
    let vtableSize = UnsafeRawPointer(vtable).load(as: UInt32.self)
    guard vtableSize >= GATEWAY_PLUGIN_SIZE_VTABLE else {
      throw PluginError(
        "has a table of functions of \(vtableSize) bytes that should have \(GATEWAY_PLUGIN_SIZE_VTABLE)")
    }
    self.vtable = vtable.pointee
    guard self.vtable.create != nil, self.vtable.handle != nil, self.vtable.destroy != nil else {
      throw PluginError("lacks one of the functions create, handle and destroy")
    }
    value = try PluginDescriptor(
      id: try Self.text(descriptor.id, "id", limit: 64),
      version: try Self.text(descriptor.version, "version", limit: 64),
      abiMinor: Int(descriptor.abi_minor),
      toolchain: try Self.optionalText(descriptor.toolchain, "toolchain", limit: 1024),
      configurationSchema: try Self.optionalText(
        descriptor.configuration_schema, "configuration schema", limit: 1 << 20),
      routes: try Self.routes(descriptor))
  }

  private static func routes(
    _ descriptor: gateway_plugin_descriptor
  ) throws(PluginError) -> [PluginDescriptor.RoutePattern] {
    guard descriptor.route_count > 0, let first = descriptor.routes else { throw PluginError("handles nothing") }
    guard descriptor.route_count <= 1000 else { throw PluginError("names \(descriptor.route_count) routes") }
    let stride = Int(first.pointee.struct_size)
    guard stride >= Int(GATEWAY_PLUGIN_SIZE_ROUTE), stride % 8 == 0, stride < 4096 else {
      throw PluginError("has routes of \(stride) bytes that should have \(GATEWAY_PLUGIN_SIZE_ROUTE)")
    }
    var routes: [PluginDescriptor.RoutePattern] = []
    for index in 0..<descriptor.route_count {
      let route = (UnsafeRawPointer(first) + index * stride).load(as: gateway_plugin_route.self)
      let direction: MessageDirection =
        switch route.direction {
        case Int32(GATEWAY_PLUGIN_FROM_STATION): .inbound
        case Int32(GATEWAY_PLUGIN_TO_STATION): .outbound
        default: throw PluginError("has a route with the direction \(route.direction)")
        }
      routes.append(
        PluginDescriptor.RoutePattern(
          version: try text(route.version, "route's version", limit: 32), direction: direction,
          action: try text(route.action, "route's action", limit: 64)))
    }
    return routes
  }

  private static func text(_ bytes: gateway_plugin_bytes, _ name: String, limit: Int) throws(PluginError) -> String {
    guard let text = try optionalText(bytes, name, limit: limit) else { throw PluginError("has no \(name)") }
    return text
  }

  private static func optionalText(
    _ bytes: gateway_plugin_bytes, _ name: String, limit: Int
  ) throws(PluginError) -> String? {
    guard bytes.length > 0 else { return nil }
    guard bytes.data != nil, bytes.length <= limit else { throw PluginError("has a \(name) of \(bytes.length) bytes") }
    guard let text = String(validating: bytes.buffer, as: UTF8.self) else {
      throw PluginError("has a \(name) that is no UTF-8")
    }
    return text
  }
}
