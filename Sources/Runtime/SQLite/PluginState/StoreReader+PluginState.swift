internal import GatewayCore

extension StoreReader {
  func pluginState(_ key: [UInt8], of plugin: String, at moment: Int64) throws -> PluginStateRecord? {
    let select = try connection.cached(
      """
      SELECT plugin, key, value, version FROM plugin_state
      WHERE plugin = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)
      """)
    select.bind(plugin)
    select.bind(key)
    select.bind(moment)
    return try select.row(of: "plugin_state", keyColumns: 2) { row in
      let version = try row.integer(3)
      guard version > 0 else { throw row.damage(3) }
      return PluginStateRecord(value: try row.bytes(2), version: UInt64(version))
    }
  }
}
