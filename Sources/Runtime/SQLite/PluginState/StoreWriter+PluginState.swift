internal import GatewayCore

extension StoreWriter {
  /// - Returns: the new versions; nil when a key has another version than expected, and nothing was changed.
  func change(_ changes: [PluginStateChange], of plugin: String, at moment: Int64) throws -> [UInt64]? {
    for change in changes where change.expectation != .anything {
      let version = try reader.pluginState(change.key, of: plugin, at: moment)?.version
      switch change.expectation {
      case .version(let expected): if version != expected { return nil }
      case .absent: if version != nil { return nil }
      case .anything: break
      }
    }
    try forgetPluginState(at: moment)
    return try changes.map { change in
      let version = try nextPluginStateVersion()
      if let value = change.value {
        try put(value, change, of: plugin, version: version)
      } else {
        let delete = try connection.cached("DELETE FROM plugin_state WHERE plugin = ? AND key = ?")
        delete.bind(plugin)
        delete.bind(change.key)
        try delete.execute()
      }
      return UInt64(version)
    }
  }

  private func put(_ value: [UInt8], _ change: PluginStateChange, of plugin: String, version: Int64) throws {
    let put = try connection.cached(
      "INSERT OR REPLACE INTO plugin_state (plugin, key, value, version, expires_at) VALUES (?, ?, ?, ?, ?)")
    put.bind(plugin)
    put.bind(change.key)
    put.bind(value)
    put.bind(version)
    put.bind(change.expiresAt)
    try put.execute()
  }

  /// Removes a little of what has vanished, so that nobody waits long.
  private func forgetPluginState(at moment: Int64) throws {
    let delete = try connection.cached(
      """
      DELETE FROM plugin_state WHERE (plugin, key) IN
        (SELECT plugin, key FROM plugin_state WHERE expires_at <= ? LIMIT 16)
      """)
    delete.bind(moment)
    try delete.execute()
  }

  private func nextPluginStateVersion() throws -> Int64 {
    let next = try connection.cached(
      "UPDATE plugin_state_version SET latest = latest + 1 WHERE key = 1 RETURNING latest")
    guard let version = try next.row(of: "plugin_state_version", { try $0.integer(0) }) else {
      throw StoreError(
        .corrupt, "table plugin_state_version has no row; restore the database from a backup, or insert (1, 0)")
    }
    return version
  }
}
