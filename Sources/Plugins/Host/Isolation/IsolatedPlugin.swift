import Dispatch
import GatewayCore
import Glibc
import Logging
import OCPPCodec
import Synchronization

/// A plugin in a process of its own: hands CALLs to it, takes what it asks for, and starts it again when it ended.
final class IsolatedPlugin: PluginRunner {
  /// The process there is now.
  struct Link: Sendable {
    let process: ChildProcess
    let sink: FrameSink
    /// Counts processes, so that an operation of an earlier one isn't taken for one of this.
    let generation: UInt64
  }

  /// A CALL that waits for a process.
  struct WaitingCall: Sendable {
    let number: UInt64
    let frame: [UInt8]
  }

  struct State {
    var link: Link?
    var isReady = false
    /// CALLs that the process has.
    var open: Set<UInt64> = []
    /// CALLs that wait for a process.
    var waiting: [WaitingCall] = []
    /// Whether a process is to be there so soon that a CALL may wait for it.
    var isExpected = true
    var starts = 0
    /// Why it was ended by us.
    var reason: String?
    var isStopping = false
  }

  let options: PluginOptions
  let file: PluginFile
  let serving: HostedPlugin
  let executable: String
  let logger: Logger
  let state = Mutex(State())
  private let started = OneShot<Result<Void, PluginError>>()
  private let ended = OneShot<Bool>()
  private let wakeUp = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - serving: takes what the plugin asks for.
  ///   - executable: this program.
  ///   - logger: for what happens to the process, and what it prints.
  init(_ options: PluginOptions, file: PluginFile, serving: HostedPlugin, executable: String, logger: Logger) {
    self.options = options
    self.file = file
    self.serving = serving
    self.executable = executable
    self.logger = logger
  }

  /// Its process, for people.
  var process: (id: Int?, isReady: Bool, restarts: Int) {
    state.withLock { ($0.link.map { Int($0.process.id) }, $0.isReady, max($0.starts - 1, 0)) }
  }

  /// Starts the process; returns when the plugin is ready.
  ///
  /// - Throws: ``PluginError`` when it doesn't become so.
  func start(within limit: Duration) async throws {
    OwnThread.run("plugin-\(options.id)") { self.supervise() }
    guard let result = await started.value(within: limit) else {
      throw PluginError("wasn't ready within \(limit)")
    }
    try result.get()
  }

  // MARK: The thread that has the process

  /// After a process that lived so long, the next one starts at once again.
  private static let longLife: Int64 = 60_000_000_000

  private func supervise() {
    var failures = 0
    while !state.withLock({ $0.isStopping }) {
      let begin = monotonicNanoseconds()
      let end = IsolatedProcess(self).run { self.started.fulfil($0) }
      if state.withLock({ $0.isStopping }) { break }
      // A plugin that was never ready is refused; there is nothing to start again.
      if let refusal = end.refusal, state.withLock({ $0.starts == 0 }) {
        started.fulfil(.failure(refusal))
        break
      }
      if monotonicNanoseconds() - begin > Self.longLife { failures = 0 }
      let delay = Self.delay(failures)
      failures += 1
      expect(in: delay, after: end.text)
      _ = wakeUp.wait(timeout: .now() + delay)
    }
    failWaiting("it isn't running")
    ended.fulfil(true)
  }

  /// Seconds before the process is started again: soon at first, then later and later.
  static func delay(_ failures: Int) -> Double { min(0.05 * Double(1 << min(failures, 12)), 30) }

  private func expect(in delay: Double, after end: String) {
    logger.error(
      "the plugin's process ended; it is started again", metadata: ["reason": "\(end)", "in": "\(delay) s"])
    state.withLock { $0.isExpected = delay <= 1 }
    if delay > 1 { failWaiting("its process \(end), again and again") }
  }

  private func failWaiting(_ text: String) {
    let waiting = state.withLock { state in
      state.isExpected = false
      defer { state.waiting = [] }
      return state.waiting.map(\.number)
    }
    serving.fail(waiting, .unavailable, text)
  }

  // MARK: For the host

  func begin(_ request: PluginRequest, payload: UnsafeBufferPointer<UInt8>, at now: Int64) -> Bool {
    let frame = request.frame(payload)
    let (link, isTaken) = state.withLock { state -> (Link?, Bool) in
      if state.isReady, let link = state.link {
        state.open.insert(request.number)
        return (link, true)
      }
      guard state.isExpected else { return (nil, false) }
      state.waiting.append(WaitingCall(number: request.number, frame: frame))
      return (nil, true)
    }
    if let link { link.sink.send(frame) }
    if !isTaken { serving.fail([request.number], .unavailable, "its process is not there") }
    return false
  }

  func proceed(_ call: UInt64, _ reply: PluginReply) {
    var frame = FrameWriter(.proceed, capacity: 512)
    frame.integer(call)
    reply.write(to: &frame)
    send(frame)
  }

  func finish(_ operation: UInt64, _ reply: PluginReply) {
    guard let (sink, number) = sink(for: operation) else { return }
    var frame = FrameWriter(.reply, capacity: 512)
    frame.integer(number)
    reply.write(to: &frame)
    sink.send(frame.finish())
  }

  func finish(_ operation: UInt64, _ status: PluginStatus, value: [UInt8]?, version: UInt64) {
    guard let (sink, number) = sink(for: operation) else { return }
    var frame = FrameWriter(.value, capacity: (value?.count ?? 0) + 64)
    frame.integer(number)
    frame.integer(status.rawValue)
    frame.integer(version)
    frame.flag(value != nil)
    if let value { frame.data(value) }
    sink.send(frame.finish())
  }

  func cancel(_ call: UInt64, isOverdue: Bool) {
    guard !isOverdue else {
      // What it does can't be stopped in another way.
      return end("it was ended, since it took longer than \(options.deadline) for a CALL", having: call)
    }
    var frame = FrameWriter(.cancel)
    frame.integer(call)
    send(frame)
  }

  private func end(_ reason: String, having call: UInt64) {
    let process = state.withLock { state -> ChildProcess? in
      state.waiting.removeAll { $0.number == call }
      guard state.open.contains(call), state.reason == nil else { return nil }
      state.reason = reason
      return state.link?.process
    }
    process?.kill()
  }

  func inspect(at now: Int64) {}

  func stop(deadline: Int64) async -> Bool {
    let link = state.withLock { state in
      state.isStopping = true
      return state.link
    }
    wakeUp.signal()
    if let link {
      var frame = FrameWriter(.stop)
      frame.integer(deadline)
      link.sink.send(frame.finish())
    }
    let limit = Duration.nanoseconds(max(deadline - monotonicNanoseconds(), 0))
    guard await ended.value(within: limit) == nil else { return true }
    state.withLock { $0.link?.process }?.kill()
    return false
  }

  private func send(_ frame: consuming FrameWriter) {
    state.withLock { $0.isReady ? $0.link : nil }?.sink.send(frame.finish())
  }

  private static let generationShift: UInt64 = 40

  /// The number by which the host knows an operation of a process.
  static func operation(_ number: UInt64, _ generation: UInt64) -> UInt64? {
    number == 0 ? nil : generation << generationShift | number & (1 << generationShift - 1)
  }

  private func sink(for operation: UInt64) -> (FrameSink, UInt64)? {
    let link = state.withLock { $0.link }
    guard let link, link.generation == operation >> Self.generationShift else { return nil }
    return (link.sink, operation & (1 << Self.generationShift - 1))
  }
}
