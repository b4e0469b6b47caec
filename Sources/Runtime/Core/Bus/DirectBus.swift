package import OCPPCodec

/// The bus of a gateway that is one process: a function call.
package final class DirectBus: Bus {
  private let dispatcher: Dispatcher
  private let services: GatewayServices
  private let admission: StationAdmission

  package init(dispatcher: Dispatcher, services: GatewayServices, admission: StationAdmission) {
    self.dispatcher = dispatcher
    self.services = services
    self.admission = admission
  }

  package func admit(_ request: ConnectionRequest) async throws -> Admission {
    try await admission.admit(request)
  }

  package func open(
    _ station: StationID,
    version: OCPPVersion,
    remoteAddress: String,
    connection: any StationConnection
  ) async throws -> Session? {
    let now = services.clock.milliseconds
    let record = try await services.store.station(station)
    guard
      let (session, replaced) = services.sessions.open(
        station, version: version, remoteAddress: remoteAddress, connectedAt: now, connection: connection)
    else { return nil }
    session.adopt(record, dispatcher.chains)
    try await services.noteConnection(of: session, replaced: replaced) { close(session) }
    return session
  }

  package func close(_ session: Session) {
    guard services.sessions.remove(session) else { return }
    services.noteDisconnection(of: session)
  }

  package func receive(_ bytes: UnsafeBufferPointer<UInt8>, from session: Session) -> Receipt {
    dispatcher.receive(bytes, from: session)
  }

  package func handle(_ call: ReceivedCall, from session: Session) async -> CallOutcome {
    await dispatcher.handle(call, from: session)
  }
}
