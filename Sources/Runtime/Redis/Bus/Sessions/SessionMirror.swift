package import GatewayCore
import Logging
import ServiceLifecycle

/// Keeps the registry of a process without sockets, or with but some, in step with the stations that are connected
/// anywhere; and brings answers to the commands that were sent from here.
package final class SessionMirror: Service {
  private let name: String
  private let client: RedisClient
  private let keys: RedisKeys
  private let dispatcher: Dispatcher
  private let services: GatewayServices

  package init(
    name: String,
    client: RedisClient,
    keys: RedisKeys,
    dispatcher: Dispatcher,
    services: GatewayServices
  ) {
    self.name = name
    self.client = client
    self.keys = keys
    self.dispatcher = dispatcher
    self.services = services
  }

  package func run() async throws {
    let (events, input) = AsyncStream<RedisSubscriber.Event>.makeStream()
    let subscriber = try await RedisSubscriber.listen(
      to: [keys.controlConnect, keys.controlDisconnect, keys.answers(name)], client.configuration,
      on: client.eventLoop, logger: services.logger
    ) { input.yield($0) }
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask { await self.followRegistrations() }
        for await event in events { await self.take(event) }
        group.cancelAll()
      }
    }
    await subscriber.close()
  }

  /// Stations boot at other processes: those that were not accepted when they connected are looked at again.
  private func followRegistrations() async {
    while (try? await services.clock.sleep(for: Self.registrationInterval)) != nil {
      for session in services.sessions.all where session.registration != .accepted {
        guard let record = try? await services.store.station(session.station), let found = record.registration,
          session.registration != found
        else { continue }
        session.adopt(record, dispatcher.chains)
      }
    }
  }

  private static let registrationInterval = Duration.seconds(2)

  private func take(_ event: RedisSubscriber.Event) async {
    switch event {
    case .listening:
      while !Task.isCancelled {
        do { return try await self.loadAll() } catch { try? await Task.sleep(for: .milliseconds(500)) }
      }
    case .message(keys.answers(name), let bytes): answered(bytes)
    case .message(let channel, let bytes):
      guard let event = ControlEvent(bytes) else { return }
      if channel == keys.controlConnect {
        try? await load([event.station])
      } else {
        remove(event)
      }
    }
  }

  private func answered(_ bytes: [UInt8]) {
    guard let envelope = BusEnvelope(bytes), let station = envelope.station,
      let session = services.sessions.session(of: station)
    else { return }
    _ = envelope.payload.withUnsafeBufferPointer { dispatcher.receive($0, from: session) }
  }

  private func remove(_ event: ControlEvent) {
    guard let session = services.sessions.session(of: event.station), session.connection is RedisStationConnection,
      event.epoch == nil || event.epoch == Int64(session.epoch)
    else { return }
    services.sessions.remove(session)
  }

  private func loadAll() async throws {
    var known: Set<StationID> = []
    var after: String?
    while true {
      let members = try await RedisIndex.online(keys).members(after: after, limit: 1000, client)
      let stations = members.compactMap { StationID($0, maximumLength: .max) }
      known.formUnion(stations)
      try await load(stations)
      guard members.count == 1000 else { break }
      after = members.last
    }
    for session in services.sessions.all
    where session.connection is RedisStationConnection && !known.contains(session.station) {
      services.sessions.remove(session)
    }
  }

  private func load(_ stations: [StationID]) async throws {
    let states = try await StationSession.read(stations, keys, client)
    let news = zip(stations, states).filter { station, state in
      guard let edge = state.edge, edge != name else { return false }
      return services.sessions.session(of: station).map { $0.epoch < state.number } ?? true
    }
    // All at once: at the start there may be very many.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (station, state) in news {
        group.addTask { self.enter(station, state, try await self.services.store.station(station)) }
      }
      try await group.waitForAll()
    }
  }

  private func enter(_ station: StationID, _ state: StationSession, _ record: StationRecord?) {
    let connection = RedisStationConnection(
      station, edge: state.edge, name: name, client: client, keys: keys, sessions: services.sessions)
    guard
      let (session, _) = services.sessions.open(
        station, version: state.version, remoteAddress: state.remoteAddress, connectedAt: state.connectedAt,
        connection: connection, epoch: state.number)
    else { return }
    session.adopt(record, dispatcher.chains)
    // Its edge knows when commands may go out.
    session.outbound.open()
  }
}

extension StationSession {
  /// The epoch as sessions have it.
  fileprivate var number: UInt64 { UInt64(max(epoch ?? 0, 0)) }
}
