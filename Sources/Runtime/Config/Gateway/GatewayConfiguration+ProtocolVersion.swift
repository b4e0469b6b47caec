extension GatewayConfiguration {
  /// A version of OCPP by its WebSocket subprotocol.
  package enum ProtocolVersion: String, Sendable, CaseIterable {
    case ocpp16 = "ocpp1.6"
    case ocpp201 = "ocpp2.0.1"
  }
}
