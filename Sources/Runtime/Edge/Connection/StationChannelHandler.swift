import DequeModule
import GatewayCore
import Logging
import NIOCore
import OCPPCodec

/// A station's connection: performs what the state machines decide. Everything happens on its event loop.
///
/// Its CALLs are handled one at a time, in the order they came; answers to the gateway's own CALLs are taken at once.
final class StationChannelHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = Never
  typealias OutboundOut = ByteBuffer

  /// Where a connection is in its life.
  enum Phase {
    /// The session is being opened: messages wait.
    case opening
    case open
    /// A close frame was sent.
    case closing
    case closed
  }

  let station: StationID
  let version: OCPPVersion?
  let bus: any Bus
  let configuration: EdgeConfiguration
  let connections: EventLoopConnections
  let logger: Logger
  /// Nil when messages aren't compressed.
  let compression: PermessageDeflate?

  var context: ChannelHandlerContext?
  var phase = Phase.opening
  var session: Session?
  var messages: WebSocketMessageStateMachine
  var liveness: Liveness
  /// The beginning of a frame whose rest hasn't come.
  var partial: ByteBuffer?
  /// Fragments of a message, unmasked.
  var kept: [UInt8] = []
  /// Messages that came while the session was being opened.
  var early: [[UInt8]] = []
  /// CALLs that wait for their turn.
  var waiting: Deque<ReceivedCall> = []
  /// The CALL that is being handled; owned here, ended by its own outcome.
  var handling: Task<Void, Never>?
  var isHandling = false
  /// The connection closes when the CALL under way is answered.
  var closesWhenIdle: ConnectionCloseReason?
  /// Whether something written is still to be sent.
  var awaitsFlush = false
  /// A read that was asked for while nothing more is to be read.
  var heldRead = false
  /// Since when the station doesn't read, in nanoseconds.
  var unwritableSince: Int64?

  init(
    station: StationID,
    version: OCPPVersion?,
    compression: PermessageDeflate?,
    bus: any Bus,
    configuration: EdgeConfiguration,
    connections: EventLoopConnections,
    logger: Logger
  ) {
    self.station = station
    self.version = version
    self.compression = compression
    self.bus = bus
    self.configuration = configuration
    self.connections = connections
    self.logger = logger
    messages = WebSocketMessageStateMachine(
      maximumMessageSize: configuration.maximumMessageSize, maximumFragments: configuration.maximumFragments,
      allowsCompression: compression != nil)
    liveness = Liveness(interval: configuration.pingInterval.nanoseconds, now: monotonicNanoseconds())
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    connections.add(self)
    guard let version else {
      logger.info("no subprotocol in common", metadata: ["station": "\(station)"])
      return close(code: 1002, reason: "no subprotocol in common")
    }
    open(version, remoteAddress: context.channel.remoteAddress?.description ?? "-")
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    end()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What a station sends wrong is an action of the state machine; this is the socket.
    logger.debug("connection failed", metadata: ["station": "\(station)", "error": "\(error)"])
    context.close(promise: nil)
  }

  /// A look from time to time: is the station there, and does it read?
  func look(at now: Int64) {
    guard phase == .open else { return }
    if let unwritableSince, now - unwritableSince > 30_000_000_000 {
      logger.info("station doesn't read", metadata: ["station": "\(station)"])
      context?.close(promise: nil)
      return
    }
    switch liveness.look(at: now) {
    case .nothing: break
    case .ping: write(.ping, UnsafeBufferPointer(start: nil, count: 0))
    case .gone:
      logger.info("station is silent", metadata: ["station": "\(station)"])
      context?.close(promise: nil)
    }
  }

  private func open(_ version: OCPPVersion, remoteAddress: String) {
    guard let context else { return }
    let connection = ChannelConnection(self, eventLoop: context.eventLoop)
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    let eventLoop = context.eventLoop
    handling = Task.immediate(executorPreference: connections.executor) { [bus, station] in
      let result: Result<Session?, any Error>
      do {
        result = .success(
          try await bus.open(station, version: version, remoteAddress: remoteAddress, connection: connection))
      } catch {
        result = .failure(error)
      }
      eventLoop.assumeOrExecute { bound.value.opened(result) }
    }
  }

  private func opened(_ result: Result<Session?, any Error>) {
    handling = nil
    switch result {
    case .success(let session?) where phase == .opening:
      self.session = session
      phase = .open
      for message in early { message.withUnsafeBufferPointer(receive) }
      early = []
      resumeReading()
    case .success(let session):
      // The connection ended meanwhile, or the gateway shuts down.
      if let session { bus.close(session) }
      close(.shutdown)
    case .failure(let error):
      logger.error("session not opened", metadata: ["station": "\(station)", "error": "\(error)"])
      close(.overloaded)
    }
  }

  private func end() {
    guard phase != .closed else { return }
    phase = .closed
    connections.remove(self)
    if let session { bus.close(session) }
    session = nil
    context = nil
    waiting = []
    early = []
    kept = []
    partial = nil
  }
}

extension EventLoop {
  /// Runs an action now if this is the event loop, else soon.
  func assumeOrExecute(_ action: @escaping @Sendable () -> Void) {
    if inEventLoop { action() } else { execute(action) }
  }
}
