import CGatewayPlugin

/// The header's status codes, with the type they have in functions.
enum Status {
  static let ok = gateway_plugin_status(GATEWAY_PLUGIN_OK)
  static let argument = gateway_plugin_status(GATEWAY_PLUGIN_E_ARGUMENT)
  static let state = gateway_plugin_status(GATEWAY_PLUGIN_E_STATE)
  static let timeout = gateway_plugin_status(GATEWAY_PLUGIN_E_TIMEOUT)
  static let busy = gateway_plugin_status(GATEWAY_PLUGIN_E_BUSY)
  static let unsupported = gateway_plugin_status(GATEWAY_PLUGIN_E_UNSUPPORTED)
  static let cancelled = gateway_plugin_status(GATEWAY_PLUGIN_E_CANCELLED)
  static let internalError = gateway_plugin_status(GATEWAY_PLUGIN_E_INTERNAL)
  static let offline = gateway_plugin_status(GATEWAY_PLUGIN_E_OFFLINE)
  static let sameStation = gateway_plugin_status(GATEWAY_PLUGIN_E_SAME_STATION)
  static let conflict = gateway_plugin_status(GATEWAY_PLUGIN_E_CONFLICT)
  static let unavailable = gateway_plugin_status(GATEWAY_PLUGIN_E_UNAVAILABLE)
}
