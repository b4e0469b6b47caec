import CGatewayPlugin

extension PluginInstance {
  /// The functions that a plugin calls.
  ///
  /// - Parameter context: this object, retained.
  static func hostTable(_ context: UnsafeMutableRawPointer) -> gateway_plugin_host {
    var table = gateway_plugin_host()
    table.struct_size = GATEWAY_PLUGIN_SIZE_HOST
    table.abi_major = GATEWAY_PLUGIN_ABI_MAJOR
    table.abi_minor = GATEWAY_PLUGIN_ABI_MINOR
    table.context = context
    table.log = { host, call, level, message, fields in
      PluginInstance.of(host)?.serving.log(level, message.buffer, fields: fields.buffer, call: call)
    }
    table.metric = { host, kind, name, value, labels in
      PluginInstance.of(host)?.serving.measure(kind, name.buffer, value, labels: labels.buffer)
    }
    table.complete = { host, call, reply in
      (PluginInstance.of(host)?.complete(call, reply) ?? .argument).rawValue
    }
    table.next = { host, call, payload, done, context in
      let callback = done.map { ReplyCallback(function: $0, context: context) }
      return (PluginInstance.of(host)?.next(call, payload, callback) ?? .argument).rawValue
    }
    table.state_get = { host, call, key, done, context in
      guard let instance = PluginInstance.of(host), let done else { return PluginStatus.argument.rawValue }
      return instance.readState(call, key, StateCallback(function: done, context: context)).rawValue
    }
    table.state_put = { host, call, key, value, version, seconds, done, context in
      guard let instance = PluginInstance.of(host), PluginLimits.isKey(key.length),
        value.length <= PluginLimits.maximumValue
      else {
        return PluginStatus.argument.rawValue
      }
      let put = PluginPut(
        key: Array(key.buffer), value: value.data == nil ? nil : Array(value.buffer), expectedVersion: version,
        timeToLive: seconds)
      let callback = done.map { StateCallback(function: $0, context: context) }
      return instance.changeState(call, put, callback).rawValue
    }
    table.send = { host, call, station, version, action, payload, timeout, flags, done, context in
      guard let instance = PluginInstance.of(host), let station = station.text, let version = version.text,
        let action = action.text, payload.length <= PluginLimits.maximumPayload,
        flags & ~UInt32(GATEWAY_PLUGIN_SEND_AFTER_REPLY) == 0
      else { return PluginStatus.argument.rawValue }
      let command = PluginCommand(
        station: station, version: version, action: action, payload: Array(payload.buffer),
        timeoutMilliseconds: timeout, isAfterReply: flags != 0)
      let callback = done.map { ReplyCallback(function: $0, context: context) }
      return instance.send(call, command, callback).rawValue
    }
    table.get_extension = { _, _ in nil }
    return table
  }

  private static func of(_ host: UnsafePointer<gateway_plugin_host>?) -> PluginInstance? {
    guard let context = host?.pointee.context else { return nil }
    return Unmanaged<PluginInstance>.fromOpaque(context).takeUnretainedValue()
  }
}
