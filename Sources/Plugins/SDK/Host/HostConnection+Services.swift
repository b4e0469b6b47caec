import CGatewayPlugin

extension HostConnection {
  /// Answers a call; a late answer is the host's to log.
  func complete(_ call: gateway_plugin_call, _ reply: gateway_plugin_reply) {
    withUnsafePointer(to: reply) { reply in
      _ = withHost { host in host.pointee.complete?(host, call, reply) }
    }
  }

  /// Lets the rest of the chain answer a call.
  func next(_ call: gateway_plugin_call) -> gateway_plugin_status {
    withHost { host in host.pointee.next?(host, call, gateway_plugin_bytes(), nil, nil) ?? Status.unsupported }
      ?? Status.cancelled
  }

  func log(_ call: gateway_plugin_call, _ level: Int32, _ message: String, _ fields: String?) {
    message.withPluginBytes { message in
      (fields ?? "").withPluginBytes { fields in
        withHost { host in host.pointee.log?(host, call, level, message, fields) }
      }
    }
  }

  func metric(_ kind: Int32, _ name: String, _ value: Double, _ labels: String?) {
    name.withPluginBytes { name in
      (labels ?? "").withPluginBytes { labels in
        withHost { host in host.pointee.metric?(host, kind, name, value, labels) }
      }
    }
  }
}
