import Logging
import ServiceLifecycle

/// Stores when stations were last heard of, now and then: at each message would be a write for each Heartbeat.
package struct LastSeenRecorder: Service {
  private static let interval = Duration.seconds(30)

  private let sessions: SessionRegistry
  private let services: GatewayServices

  package init(sessions: SessionRegistry, services: GatewayServices) {
    self.sessions = sessions
    self.services = services
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while (try? await services.clock.sleep(for: Self.interval)) != nil { await record() }
    }
    await record()
  }

  private func record() async {
    var moments: [StationID: Int64] = [:]
    for session in sessions.all { moments[session.station] = session.lastSeenAt }
    guard !moments.isEmpty else { return }
    do {
      try await services.store.recordLastSeen(moments)
    } catch {
      services.logger.warning("last-seen times not stored", metadata: ["error": "\(error)"])
    }
  }
}
