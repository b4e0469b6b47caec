import GatewayCore

extension PluginDescriptor {
  /// The descriptor as a frame.
  var frame: [UInt8] {
    var frame = FrameWriter(.descriptor)
    frame.text(id)
    frame.text(version)
    frame.integer(Int64(abiMinor))
    frame.text(toolchain ?? "")
    frame.text(configurationSchema ?? "")
    frame.integer(UInt32(patterns.count))
    for pattern in patterns {
      frame.text(pattern.version)
      frame.flag(pattern.direction == .inbound)
      frame.text(pattern.action)
    }
    return frame.finish()
  }

  /// - Throws: ``FrameError``, or ``PluginError`` when something can't be right.
  init(from frame: inout FrameReader) throws {
    let (id, version, abiMinor) = (try frame.text(), try frame.text(), Int(try frame.integer() as Int64))
    let (toolchain, schema) = (try frame.text(), try frame.text())
    let routes = try (0..<(try frame.integer() as UInt32)).map { _ in
      let version = try frame.text()
      let isInbound = try frame.flag()
      return RoutePattern(version: version, direction: isInbound ? .inbound : .outbound, action: try frame.text())
    }
    try self.init(
      id: id, version: version, abiMinor: abiMinor, toolchain: toolchain.isEmpty ? nil : toolchain,
      configurationSchema: schema.isEmpty ? nil : schema, routes: routes)
  }
}
