import CoreMetrics
import Logging
import OCPPCodec

/// What a station's coming and going means to the store, the log and those who watch, whichever way its messages take.
extension GatewayServices {
  /// - Parameters:
  ///   - replaced: the connection that had the station's place, for the log.
  ///   - drop: ends the session when it can't be recorded.
  /// - Throws: ``StoreError``
  package func noteConnection(of session: Session, replaced: Session?, drop: () -> Void) async throws {
    let (station, version, remoteAddress) = (session.station, session.version, session.remoteAddress)
    if replaced == nil { metrics.connections.increment() }
    logger.info(
      "station connected",
      metadata: [
        "station": "\(station)", "epoch": "\(session.epoch)", "version": "\(version.rawValue)",
        "remote": "\(remoteAddress)", "replaced": "\(replaced.map { String($0.epoch) } ?? "-")",
      ])
    do {
      try await store.recordConnection(
        StationConnectionRecord(
          station: station, version: version, remoteAddress: remoteAddress, connectedAt: session.connectedAt))
    } catch {
      drop()
      throw error
    }
    events.publish(
      .connected, of: station, at: session.connectedAt,
      [
        "version": .text(version.rawValue), "remoteAddress": .text(remoteAddress),
        "epoch": .integer(Int(session.epoch)),
      ])
  }

  package func noteDisconnection(of session: Session) {
    metrics.connections.decrement()
    logger.info("station disconnected", metadata: ["station": "\(session.station)", "epoch": "\(session.epoch)"])
    events.publish(.disconnected, of: session.station, at: clock.milliseconds, ["epoch": .integer(Int(session.epoch))])
  }
}
