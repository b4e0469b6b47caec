package import GatewayCore
package import OCPPCodec
import ServiceLifecycle
import Synchronization

/// The bus of an edge whose stations' messages are handled by processors elsewhere.
///
/// A station's next message is read when its last one has been answered, as OCPP-J has it; so a Redis that is slow or
/// gone makes stations wait, and the sockets beyond what may wait aren't read. After ``EdgeBusConfiguration/stall`` the
/// station's connection is closed (1013): it will send the message again.
package final class RedisBus: Bus, Service {
  let name: String
  let client: RedisClient
  let keys: RedisKeys
  let dispatcher: Dispatcher
  let services: GatewayServices
  let configuration: EdgeBusConfiguration
  private let admission: StationAdmission
  private let subscriber: RedisConfiguration
  let stations = Mutex<[StationID: EdgeStation]>([:])
  /// Work for ``run()``, which owns the tasks.
  let errands: AsyncStream<@Sendable () async -> Void>
  private let errandInput: AsyncStream<@Sendable () async -> Void>.Continuation
  let woken = Mutex<Set<StationID>>([])
  private let waitingBytes = Mutex(0)

  package init(
    name: String,
    client: RedisClient,
    keys: RedisKeys,
    dispatcher: Dispatcher,
    services: GatewayServices,
    admission: StationAdmission,
    configuration: EdgeBusConfiguration = EdgeBusConfiguration()
  ) {
    self.name = name
    self.client = client
    self.keys = keys
    self.dispatcher = dispatcher
    self.services = services
    self.admission = admission
    self.configuration = configuration
    var subscriber = client.configuration
    subscriber.clientName = nil
    self.subscriber = subscriber
    (errands, errandInput) = AsyncStream.makeStream()
  }

  /// Has something done by a task of ``run()``.
  func later(_ errand: @escaping @Sendable () async -> Void) { errandInput.yield(errand) }

  // MARK: Connections

  package func admit(_ request: ConnectionRequest) async throws -> Admission {
    guard await client.isConnected(), !isCongested else {
      throw StoreError(.unavailable, "\(client.configuration.name) can't take messages now")
    }
    return try await admission.admit(request)
  }

  /// Whether so much waits that no more stations are let in.
  private var isCongested: Bool { waitingBytes.withLock { $0 } > configuration.maximumWaitingBytes }

  package func open(
    _ station: StationID,
    version: OCPPVersion,
    remoteAddress: String,
    connection: any StationConnection
  ) async throws -> Session? {
    let now = services.clock.milliseconds
    let claim = SessionClaim(station: station, edge: name, keys: keys, lease: configuration.sessionLease)
    let record = try await services.store.station(station)
    let epoch = try await claim.take(version: version, remoteAddress: remoteAddress, at: now, client)
    guard
      let (session, _) = services.sessions.open(
        station, version: version, remoteAddress: remoteAddress, connectedAt: now, connection: connection,
        epoch: UInt64(epoch))
    else {
      _ = try? await claim.release(epoch: epoch, client)
      return nil
    }
    session.adopt(record, dispatcher.chains)
    let earlier = stations.withLock { $0.updateValue(EdgeStation(session), forKey: station) }
    earlier?.cancel()
    try await services.noteConnection(of: session, replaced: earlier?.session) { close(session) }
    // Commands may wait already.
    wake(station)
    return session
  }

  package func close(_ session: Session) {
    services.sessions.remove(session)
    let station = session.station
    let entry = stations.withLock { stations -> EdgeStation? in
      guard stations[station]?.session === session else { return nil }
      return stations.removeValue(forKey: station)
    }
    // None: a newer connection has the station's place.
    guard let entry else { return }
    entry.cancel()
    services.noteDisconnection(of: session)
    let claim = SessionClaim(station: station, edge: name, keys: keys, lease: configuration.sessionLease)
    later { [client] in _ = try? await claim.release(epoch: Int64(session.epoch), client) }
  }

  // MARK: Messages

  package func receive(_ bytes: UnsafeBufferPointer<UInt8>, from session: Session) -> Receipt {
    if let head = FrameHead(bytes), head.isAnswer, takeRelay(head.id, session) {
      session.lastSeenAt = services.clock.milliseconds
      let envelope = envelope(Array(bytes), session)
      client.submit([RedisCommand("LPUSH", keys.requests, envelope.bytes())]) { _ in }
      _ = session.outbound.resolve(id: head.id) { _ in .failure(RelayedAnswer()) }
      return .nothing
    }
    let receipt = dispatcher.receive(bytes, from: session)
    guard case .call(var call) = receipt else { return receipt }
    call.text = Array(bytes)
    return .call(call)
  }

  package func handle(_ call: ReceivedCall, from session: Session) async -> CallOutcome {
    let message = envelope(call.text, session).bytes()
    waitingBytes.withLock { $0 += message.count }
    defer { waitingBytes.withLock { $0 -= message.count } }
    guard !isCongested else { return .close(.overloaded) }
    do {
      return .reply(try await exchange(message, id: call.frame.id, session))
    } catch {
      services.metrics.count(session.version, call.frame.action, .stalled)
      return .close(.overloaded)
    }
  }

  /// Sends a CALL to the processors and waits for its answer.
  ///
  /// - Throws: when there is none in time, or the connection has ended.
  private func exchange(_ message: [UInt8], id: String, _ session: Session) async throws -> [UInt8] {
    let deadline = monotonicNanoseconds() + Int64(configuration.stall / .nanoseconds(1))
    return try await withCheckedThrowingContinuation { continuation in
      let awaited = EdgeStation.Awaited(continuation: continuation, message: message, deadline: deadline)
      let isOpen = stations.withLock { stations -> Bool in
        guard stations[session.station]?.session === session else { return false }
        // The same id again while it is under way: the earlier one is answered no more.
        if let earlier = stations[session.station]?.awaited.updateValue(awaited, forKey: id) {
          earlier.continuation.resume(throwing: CancellationError())
        }
        return true
      }
      guard isOpen else { return continuation.resume(throwing: CancellationError()) }
      push(message, id: id, session)
    }
  }

  /// Sends a message; when that fails, the sweep sends it again.
  func push(_ message: [UInt8], id: String, _ session: Session) {
    client.submit([RedisCommand("LPUSH", keys.requests, message)]) { [self] result in
      var isSent = false
      if case .success(let replies) = result, case .integer = replies.first { isSent = true }
      guard !isSent else { return }
      stations.withLock { stations in
        guard stations[session.station]?.session === session else { return }
        stations[session.station]?.awaited[id]?.isUnsent = true
      }
    }
  }

  private func envelope(_ payload: [UInt8], _ session: Session) -> BusEnvelope {
    BusEnvelope(
      station: session.station, payload: payload, server: name, timestamp: services.clock.milliseconds,
      epoch: Int64(session.epoch))
  }

  // MARK: Running

  package func run() async throws {
    let subscriber = try await RedisSubscriber.listen(
      to: [keys.wake(name), keys.controlConnect], subscriber, on: client.eventLoop, logger: services.logger
    ) { [self] event in
      switch event {
      case .listening: later { await self.lookAtAll() }
      case .message(let channel, let bytes): heard(bytes, on: channel)
      }
    }
    await withDiscardingTaskGroup { group in
      group.addTask { await self.keepTime() }
      group.addTask {
        try? await gracefulShutdown(); self.errandInput.finish()
      }
      for await errand in errands { group.addTask { await errand() } }
      group.cancelAll()
    }
    await subscriber.close()
    try? await reaper.reap(name)
  }

  private func heard(_ bytes: [UInt8], on channel: String) {
    guard channel == keys.controlConnect else {
      if let station = StationID(String(decoding: bytes, as: UTF8.self), maximumLength: .max) { wake(station) }
      return
    }
    guard let event = ControlEvent(bytes), event.server != name else { return }
    // Newer than ours, if it says so; else Redis is asked.
    later { await self.checkOwnership([event.station]) }
  }
}

/// How an edge works with Redis.
package struct EdgeBusConfiguration: Sendable {
  /// How long a message may wait for its answer before its connection is closed.
  package var stall = Duration.seconds(30)
  /// How long sessions are kept when nothing is heard of this edge.
  package var sessionLease = Duration.seconds(30)
  /// How long a command may wait for the station.
  package var callTimeout = Duration.seconds(30)
  /// How many bytes of messages may wait.
  package var maximumWaitingBytes = 64 << 20
  /// How often stations are looked at whose waking may have been missed, or whom nobody wakes: the seed's processors
  /// don't.
  package var pollInterval = Duration.seconds(2)

  package init() {}
}

/// Ends the wait of a relayed command: its answer has gone on as it came.
struct RelayedAnswer: Error {}
