import CGatewayPlugin

/// The functions that the host calls, the same for all plugins of this SDK.
enum PluginVtable {
  /// Lives for good.
  // Written once, before anybody can see it.
  nonisolated(unsafe) static let shared: UnsafePointer<gateway_plugin_vtable> = {
    let memory = UnsafeMutablePointer<gateway_plugin_vtable>.allocate(capacity: 1)
    memory.initialize(
      to: gateway_plugin_vtable(
        struct_size: UInt32(MemoryLayout<gateway_plugin_vtable>.size), reserved: 0,
        create: create, handle: handle, cancel: cancel, stop: stop, destroy: destroy, get_extension: nil))
    return UnsafePointer(memory)
  }()

  private typealias Create =
    @convention(c) (
      UnsafePointer<gateway_plugin_descriptor>?, UnsafePointer<gateway_plugin_host>?, gateway_plugin_bytes,
      UnsafeMutablePointer<UnsafeMutableRawPointer?>?, UnsafeMutablePointer<gateway_plugin_buffer>?
    ) -> gateway_plugin_status

  private static let create: Create = { descriptor, host, configuration, instance, error in
    guard let descriptor, let host, let instance else { return Status.argument }
    do {
      let connection = try HostConnection(host)
      let made = try PluginDescriptor.of(descriptor).make(connection, configuration.buffer)
      instance.pointee = Unmanaged.passRetained(made).toOpaque()
      return Status.ok
    } catch let failure {
      error?.pointee.write("\(failure)")
      return failure is HostConnection.TooOld ? Status.unsupported : Status.argument
    }
  }

  private static let handle:
    @convention(c) (UnsafeMutableRawPointer?, gateway_plugin_call, UnsafePointer<gateway_plugin_message>?) ->
      gateway_plugin_status = { instance, call, message in
        guard let instance, let message else { return Status.argument }
        return PluginInstance.of(instance).handle(call, message)
      }

  private static let cancel: @convention(c) (UnsafeMutableRawPointer?, gateway_plugin_call) -> Void = {
    instance, call in
    guard let instance else { return }
    PluginInstance.of(instance).cancel(call)
  }

  private static let stop: @convention(c) (UnsafeMutableRawPointer?, Int64) -> Void = { instance, _ in
    guard let instance else { return }
    PluginInstance.of(instance).stop()
  }

  private static let destroy: @convention(c) (UnsafeMutableRawPointer?) -> Void = { instance in
    guard let instance else { return }
    Unmanaged<PluginInstance>.fromOpaque(instance).takeRetainedValue().destroy()
  }
}
