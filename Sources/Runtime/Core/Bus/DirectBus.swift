import CoreMetrics
import Logging
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
    session.registration = record?.registration
    session.type = StationType(record)
    session.rule = dispatcher.chains.rule(for: station, type: session.type)
    if replaced == nil { services.metrics.connections.increment() }
    services.logger.info(
      "station connected",
      metadata: [
        "station": "\(station)", "epoch": "\(session.epoch)", "version": "\(version.rawValue)",
        "remote": "\(remoteAddress)", "replaced": "\(replaced.map { String($0.epoch) } ?? "-")",
      ])
    do {
      try await services.store.recordConnection(
        StationConnectionRecord(station: station, version: version, remoteAddress: remoteAddress, connectedAt: now))
    } catch {
      close(session)
      throw error
    }
    services.events.publish(
      .connected, of: station, at: now,
      [
        "version": .text(version.rawValue), "remoteAddress": .text(remoteAddress),
        "epoch": .integer(Int(session.epoch)),
      ])
    return session
  }

  package func close(_ session: Session) {
    guard services.sessions.remove(session) else { return }
    services.metrics.connections.decrement()
    services.logger.info(
      "station disconnected", metadata: ["station": "\(session.station)", "epoch": "\(session.epoch)"])
    services.events.publish(
      .disconnected, of: session.station, at: services.clock.milliseconds, ["epoch": .integer(Int(session.epoch))])
  }

  package func receive(_ bytes: UnsafeBufferPointer<UInt8>, from session: Session) -> Receipt {
    dispatcher.receive(bytes, from: session)
  }

  package func handle(_ call: ReceivedCall, from session: Session) async -> CallOutcome {
    await dispatcher.handle(call, from: session)
  }
}
