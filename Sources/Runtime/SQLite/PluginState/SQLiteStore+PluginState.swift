package import GatewayCore

extension SQLiteStore {
  package func pluginState(
    _ key: [UInt8], of plugin: String, at moment: Int64
  ) async throws -> PluginStateRecord? {
    try await read(isShort: true) { try $0.pluginState(key, of: plugin, at: moment) }
  }

  package func changePluginState(
    _ changes: [PluginStateChange], of plugin: String, at moment: Int64
  ) async throws -> [UInt64]? {
    try await write { try $0.change(changes, of: plugin, at: moment) }
  }
}
