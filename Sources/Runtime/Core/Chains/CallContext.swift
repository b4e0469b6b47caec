/// What a handler can see and do beside the CALL itself.
package struct CallContext: Sendable {
  /// The station's connection.
  package let session: Session
  /// What all handlers share.
  package let services: GatewayServices

  package init(session: Session, services: GatewayServices) {
    self.session = session
    self.services = services
  }

  package var station: StationID { session.station }
  package var store: any Store { services.store }
  package var clock: any GatewayClock { services.clock }

  /// Tells that something happened to the station; see ``GatewayEvents/publish(_:of:at:_:)``.
  @inline(__always)
  package func publish(_ kind: GatewayEvent.Kind, at moment: Int64, _ details: @autoclosure () -> APIValue) {
    services.events.publish(kind, of: session.station, at: moment, details())
  }
}
