import CGatewayPlugin

/// What a function of the ABI returns.
struct PluginStatus: RawRepresentable, Sendable, Equatable {
  let rawValue: Int32

  init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  static let ok = Self(rawValue: Int32(GATEWAY_PLUGIN_OK))
  static let argument = Self(rawValue: Int32(GATEWAY_PLUGIN_E_ARGUMENT))
  static let state = Self(rawValue: Int32(GATEWAY_PLUGIN_E_STATE))
  static let timeout = Self(rawValue: Int32(GATEWAY_PLUGIN_E_TIMEOUT))
  static let busy = Self(rawValue: Int32(GATEWAY_PLUGIN_E_BUSY))
  static let unsupported = Self(rawValue: Int32(GATEWAY_PLUGIN_E_UNSUPPORTED))
  static let cancelled = Self(rawValue: Int32(GATEWAY_PLUGIN_E_CANCELLED))
  static let internalError = Self(rawValue: Int32(GATEWAY_PLUGIN_E_INTERNAL))
  static let offline = Self(rawValue: Int32(GATEWAY_PLUGIN_E_OFFLINE))
  static let sameStation = Self(rawValue: Int32(GATEWAY_PLUGIN_E_SAME_STATION))
  static let conflict = Self(rawValue: Int32(GATEWAY_PLUGIN_E_CONFLICT))
  static let unavailable = Self(rawValue: Int32(GATEWAY_PLUGIN_E_UNAVAILABLE))
}
