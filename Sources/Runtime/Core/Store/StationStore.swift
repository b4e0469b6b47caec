/// Where stations are kept, and what they say of themselves. See ``Store`` for what holds for all methods.
package protocol StationStore: Sendable {
  /// Records a BootNotification (OCPP 1.6 §4.2, OCPP 2.0.1 B01). Settings that needed a boot hold from now on.
  func recordBoot(_ boot: StationBoot) async throws

  /// Records that a station connected; creates it when it is new.
  func recordConnection(_ connection: StationConnectionRecord) async throws

  /// Records when stations were last heard of; for many stations at once, since it isn't done at each message.
  ///
  /// - Parameter moments: milliseconds since the epoch, by station. Stations that the store doesn't know are left out.
  func recordLastSeen(_ moments: [StationID: Int64]) async throws

  /// A station; nil if it never connected and was not created otherwise.
  func station(_ id: StationID) async throws -> StationRecord?

  /// Stations in the order of their ids.
  func stations(_ query: StationQuery) async throws -> [StationRecord]

  /// Records a StatusNotification, unless one with a later timestamp is there.
  func recordStatus(_ status: ConnectorRecord) async throws

  /// A station's connectors, in the order of EVSE and connector.
  func connectors(of station: StationID) async throws -> [ConnectorRecord]

  /// Adds report data of a 2.0.1 NotifyReport (OCPP 2.0.1 B07): one row for a component, a variable and an attribute.
  func recordVariables(_ variables: [VariableRecord], of station: StationID) async throws

  /// A station's reported variables, in the order of component, variable and attribute.
  func variables(of station: StationID) async throws -> [VariableRecord]

  /// Records a SecurityEventNotification.
  func recordSecurityEvent(_ event: SecurityEventRecord) async throws

  /// A station's newest security events, the newest first.
  ///
  /// - Parameter limit: at most this many, 1 to 1000.
  func securityEvents(of station: StationID, limit: Int) async throws -> [SecurityEventRecord]
}
