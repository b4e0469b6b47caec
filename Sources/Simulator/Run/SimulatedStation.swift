import NIOCore
import NIOPosix
import NIOWebSocket

/// A station with its connection and its timer; lives on one event loop.
final class SimulatedStation {
  private var machine: StationStateMachine
  private let connector: StationConnector
  private let eventLoop: any EventLoop
  private let time: SimulationTime
  private let sink: SimulationSink

  private var channel: (any Channel)?
  /// Of the connection that the station has or wants; events of earlier ones are none of its business.
  private var generation = 0
  private var isOpen = false
  private var wakeUp: Scheduled<Void>?
  private var wakeUpMoment: Int64?
  private var callSentAt: Int64 = 0
  private var callAction = ""

  init(
    _ identity: StationIdentity, connector: StationConnector, time: SimulationTime, sink: SimulationSink
  ) {
    machine = StationStateMachine(identity, at: time.now, speed: time.speed)
    self.connector = connector
    self.time = time
    self.sink = sink
    eventLoop = connector.eventLoop
  }

  var isFinished: Bool { machine.isFinished && !isOpen }

  func take(_ event: StationEvent) {
    for action in machine.handle(event, at: time.now) { perform(action) }
    scheduleWakeUp()
  }

  /// The end: what has not been told by then is told as it is.
  func stop() {
    wakeUp?.cancel()
    generation += 1
    channel?.close(promise: nil)
    for entry in machine.openEntries { sink.add(.transaction(entry), of: machine.identity.id, at: time.now) }
  }

  private func perform(_ action: StationAction) {
    switch action {
    case .connect: connect()
    case .call(let bytes, let action):
      callSentAt = SimulationTime.monotonicNanoseconds
      callAction = action
      sink.statistics.calls += 1
      write(bytes)
    case .reply(let bytes): write(bytes)
    case .disconnect(let isAbrupt): disconnect(isAbrupt: isAbrupt)
    case .record(let record):
      if case .answered(let action, _, let outcome, _) = record, outcome == .result || outcome == .error {
        let nanoseconds = SimulationTime.monotonicNanoseconds - callSentAt
        sink.statistics.latencies[action, default: LatencyHistogram()].add(microseconds: UInt64(nanoseconds / 1000))
      }
      sink.add(record, of: machine.identity.id, at: time.now)
    }
  }

  private func connect() {
    generation += 1
    let current = generation
    let callbacks = StationConnector.Callbacks(
      onOpen: { [weak self] in self?.opened(current) },
      onText: { [weak self] bytes in
        guard let self, generation == current else { return }
        take(.received(bytes))
      },
      onRefusal: { [weak self] reason in
        guard let self, generation == current else { return }
        sink.refused(reason)
      },
      onClose: { [weak self] in self?.closed(current) })
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    connector.connect(machine.identity, machine.credentials, callbacks).whenComplete { result in
      bound.value.connected(result, current)
    }
  }

  private func connected(_ result: Result<any Channel, any Error>, _ generation: Int) {
    switch result {
    case .success(let channel):
      guard generation == self.generation else { return channel.close(promise: nil) }
      self.channel = channel
    case .failure(let error):
      guard generation == self.generation else { return }
      sink.refused("connecting to \(connector.url.authority) failed: \(Self.reason(error))")
      closed(generation)
    }
  }

  private static func reason(_ error: any Error) -> String {
    guard let error = error as? NIOConnectionError else { return "\(error)" }
    if let failure = error.connectionErrors.first { return "\(failure.error)" }
    return error.dnsAError.map { "\($0)" } ?? "\(error)"
  }

  private func opened(_ generation: Int) {
    // The channel is handed over a little after it is open, or before.
    eventLoop.execute { [bound = NIOLoopBound(self, eventLoop: eventLoop)] in bound.value.open(generation) }
  }

  private func open(_ generation: Int) {
    guard generation == self.generation, let channel, channel.isActive else { return }
    isOpen = true
    sink.statistics.connected += 1
    sink.statistics.connections += 1
    take(.connected)
  }

  private func closed(_ generation: Int) {
    guard generation == self.generation else { return }
    self.generation += 1
    forgetChannel()
    take(.disconnected)
  }

  private func forgetChannel() {
    channel = nil
    if isOpen { sink.statistics.connected -= 1 }
    isOpen = false
  }

  private func disconnect(isAbrupt: Bool) {
    generation += 1
    let channel = self.channel
    forgetChannel()
    guard let channel else { return }
    guard !isAbrupt else { return channel.close(promise: nil) }
    var code = channel.allocator.buffer(capacity: 2)
    code.write(webSocketErrorCode: .normalClosure)
    let frame = WebSocketFrame(fin: true, opcode: .connectionClose, maskKey: .random(), data: code)
    channel.writeAndFlush(frame, promise: nil)
    // The gateway closes; one that doesn't is not waited for.
    channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
  }

  private func write(_ bytes: [UInt8]) {
    guard let channel else { return }
    let data = channel.allocator.buffer(bytes: bytes)
    channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: data), promise: nil)
  }

  private func scheduleWakeUp() {
    let next = machine.nextDeadline
    guard next != wakeUpMoment else { return }
    wakeUp?.cancel()
    wakeUp = nil
    wakeUpMoment = next
    guard let next else { return }
    let delay = min(time.realNanoseconds(until: next), 86_400_000_000_000)
    wakeUp = eventLoop.scheduleTask(in: .nanoseconds(delay)) { [bound = NIOLoopBound(self, eventLoop: eventLoop)] in
      bound.value.wakeUpMoment = nil
      bound.value.take(.wake)
    }
  }
}
