import CGatewayPlugin
import GatewayCore
import OCPPCodec
import Synchronization

/// A plugin that has been loaded into this process: hands it CALLs on its own threads, and takes what it asks for.
///
/// In a gateway whose plugin runs in process, and in the process of an isolated one.
final class PluginInstance: PluginRunner {
  private struct State {
    var calls: [UInt64: OpenCall] = [:]
    /// What waits for the rest of a chain, by call.
    var nextCallbacks: [UInt64: ReplyCallback] = [:]
    var replyCallbacks: [UInt64: ReplyCallback] = [:]
    var stateCallbacks: [UInt64: StateCallback] = [:]
    /// CALLs that nobody waits for any more, and whose turn hasn't come.
    var cancelledEarly: Set<UInt64> = []
    var latestOperation: UInt64 = 0
    /// Callbacks that are under way.
    var callbacks = 0
    /// Those who wait until nothing is open any more.
    var idle: [OneShot<Bool>] = []

    var isIdle: Bool {
      calls.isEmpty && nextCallbacks.isEmpty && replyCallbacks.isEmpty && stateCallbacks.isEmpty && callbacks == 0
    }
  }

  /// What `create` made; the plugin's own.
  private final class Made: @unchecked Sendable {
    // Unchecked: only handed back to the plugin, whose functions may be called on any thread.
    let pointer: UnsafeMutableRawPointer?

    init(_ pointer: UnsafeMutableRawPointer?) {
      self.pointer = pointer
    }
  }

  /// How many answers a plugin may wait for at a time.
  private static let maximumOperations = 4096

  let serving: any PluginServing
  private let descriptor: LoadedDescriptor
  private let deadline: Int64
  private let state = Mutex(State())
  private let made = AtomicLazyReference<Made>()
  let threads: PluginThreads
  /// Threads that are in the plugin's `handle`.
  private let handling = Atomic(0)
  private let isStopping = Atomic(false)
  /// Blocked threads without replacement, as of the latest inspection.
  private let unreplaced = Atomic(0)

  /// - Parameters:
  ///   - library: the plugin.
  ///   - serving: takes what it asks for.
  ///   - threads: how many CALLs it handles at the same time.
  ///   - deadline: nanoseconds after which a thread is taken to be blocked.
  ///   - source: where the threads wait for what comes.
  init(
    _ library: PluginLibrary, serving: any PluginServing, threads: Int, deadline: Int64,
    source: (any WorkSource)? = nil
  ) {
    descriptor = library.descriptor
    self.serving = serving
    self.deadline = deadline
    let name = "plugin-" + library.descriptor.value.id.prefix(8)
    // Neither ends before the process does.
    self.threads = PluginThreads(name: name, count: threads, source: source)
    self.threads.start { self.handle($0, at: $1) }
  }

  // MARK: Beginning and end

  /// Makes the plugin's instance, on one of its threads.
  ///
  /// - Parameters:
  ///   - configuration: a JSON object.
  ///   - then: told whether it did, or why not.
  func create(_ configuration: RawJSON, then: @escaping @Sendable (PluginError?) -> Void) {
    threads.add {
      switch self.make(configuration) {
      case .success(let value):
        _ = self.made.storeIfNil(value)
        then(nil)
      case .failure(let error): then(error)
      }
    }
  }

  /// Makes the plugin's instance, and waits for it.
  ///
  /// - Throws: ``PluginError`` when it refuses, or takes longer than the limit.
  func create(_ configuration: RawJSON, within limit: Duration) async throws {
    let outcome = OneShot<Result<Void, PluginError>>()
    create(configuration) { outcome.fulfil($0.map { .failure($0) } ?? .success(())) }
    guard let result = await outcome.value(within: limit) else {
      throw PluginError("didn't finish its create function within \(limit)")
    }
    try result.get()
  }

  private func make(_ configuration: RawJSON) -> Result<Made, PluginError> {
    // The host's table lives as long as the process: nobody knows when a plugin stops using it.
    let host = UnsafeMutablePointer<gateway_plugin_host>.allocate(capacity: 1)
    host.initialize(to: Self.hostTable(Unmanaged.passRetained(self).toOpaque()))
    var pointer: UnsafeMutableRawPointer?
    var text = configuration.text
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: 1024)
    defer { room.deallocate() }
    var error = gateway_plugin_buffer(data: room, capacity: 1024, length: 0)
    let status = text.withUTF8 {
      descriptor.vtable.create(descriptor.address, host, gateway_plugin_bytes($0), &pointer, &error)
    }
    guard status == PluginStatus.ok.rawValue else {
      let reason = UnsafeBufferPointer(start: room, count: min(error.length, 1024))
      let said = String(decoding: reason, as: UTF8.self).escapedForPeople
      return .failure(PluginError("refuses its configuration: \(said.isEmpty ? "status \(status)" : said)"))
    }
    return .success(Made(pointer))
  }

  /// See ``PluginRunner``. Destroys the instance unless calls or callbacks are left at the deadline.
  func stop(deadline: Int64) async -> Bool {
    guard let made = made.load() else {
      threads.end()
      return true
    }
    isStopping.store(true, ordering: .sequentiallyConsistent)
    let calls = state.withLock { Array($0.calls.keys) }
    if let stop = descriptor.vtable.stop { threads.add { stop(made.pointer, deadline) } }
    for call in calls { noticeCancel(call, made) }
    let limit = Duration.nanoseconds(max(deadline - monotonicNanoseconds(), 0))
    let isIdle = OneShot<Bool>()
    state.withLock { state in
      let isNothingLeft = state.isIdle && handling.load(ordering: .sequentiallyConsistent) == 0
      if isNothingLeft { isIdle.fulfil(true) } else { state.idle.append(isIdle) }
    }
    guard await isIdle.value(within: limit) == true else {
      threads.end()
      return false
    }
    let isDestroyed = OneShot<Bool>()
    threads.add {
      self.descriptor.vtable.destroy(made.pointer)
      isDestroyed.fulfil(true)
    }
    let isInTime = await isDestroyed.value(within: limit) == true
    threads.end()
    return isInTime
  }

  /// To be called after something was taken from the state.
  private func wakeIfIdle() {
    guard isStopping.load(ordering: .sequentiallyConsistent) else { return }
    state.withLock { state in
      guard state.isIdle, handling.load(ordering: .sequentiallyConsistent) == 0 else { return }
      for waiting in state.idle { waiting.fulfil(true) }
      state.idle = []
    }
  }

  // MARK: For the host

  func begin(_ request: PluginRequest, payload: UnsafeBufferPointer<UInt8>, at now: Int64) -> Bool {
    threads.add(.handle(LentCall(request, payload: payload)), at: now)
  }

  private func handle(_ lent: LentCall, at now: Int64) {
    // Who waited too long in the queue is not waited for any more.
    guard lent.deadline > now, let made = made.load() else { return }
    handling.wrappingAdd(1, ordering: .sequentiallyConsistent)
    let isCancelled = state.withLock { state in
      state.calls[lent.number] = OpenCall(lent: lent)
      return !state.cancelledEarly.isEmpty && state.cancelledEarly.remove(lent.number) != nil
    }
    let status = descriptor.vtable.handle(made.pointer, lent.number, lent.message)
    if isCancelled { noticeCancel(lent.number, made) }
    if status != PluginStatus.ok.rawValue, let call = close(lent.number), !call.isOverdue {
      _ = fail(lent.number, "its handle function returned \(status)", .internalError)
    }
    handling.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    wakeIfIdle()
  }

  func proceed(_ call: UInt64, _ reply: PluginReply) {
    let callback = state.withLock { state in
      state.calls[call]?.next = .answered
      let callback = state.nextCallbacks.removeValue(forKey: call)
      if callback != nil { state.callbacks += 1 }
      return callback
    }
    if let callback { tell { callback(reply) } }
  }

  func finish(_ operation: UInt64, _ reply: PluginReply) {
    let callback = state.withLock { state in
      let callback = state.replyCallbacks.removeValue(forKey: operation)
      if callback != nil { state.callbacks += 1 }
      return callback
    }
    if let callback { tell { callback(reply) } }
  }

  func finish(_ operation: UInt64, _ status: PluginStatus, value: [UInt8]?, version: UInt64) {
    let callback = state.withLock { state in
      let callback = state.stateCallbacks.removeValue(forKey: operation)
      if callback != nil { state.callbacks += 1 }
      return callback
    }
    if let callback { tell { callback(status, value, version: version) } }
  }

  private func tell(_ callback: @escaping @Sendable () -> Void) {
    threads.add {
      callback()
      self.state.withLock { $0.callbacks -= 1 }
      self.wakeIfIdle()
    }
  }

  func cancel(_ call: UInt64, isOverdue: Bool) {
    guard let made = made.load() else { return }
    let isOpen = state.withLock { state in
      guard state.calls[call] != nil else {
        // Its turn hasn't come, or it is complete and will be forgotten.
        if state.cancelledEarly.count > Self.maximumOperations { state.cancelledEarly = [] }
        if !isOverdue { state.cancelledEarly.insert(call) }
        return false
      }
      if isOverdue { state.calls[call]?.isOverdue = true }
      return true
    }
    if isOpen { noticeCancel(call, made) }
  }

  private func noticeCancel(_ call: UInt64, _ made: Made) {
    guard let cancel = descriptor.vtable.cancel else { return }
    threads.add { cancel(made.pointer, call) }
  }

  func inspect(at now: Int64) {
    threads.relieve(at: now)
    let blocked = threads.replaceBlocked(since: now - deadline)
    let before = unreplaced.exchange(blocked.left, ordering: .relaxed)
    if blocked.replaced > 0 || blocked.left > before { serving.blocked(blocked.replaced, left: blocked.left) }
  }

  // MARK: For the plugin

  /// Takes a call that is complete from those that are open; nil when it isn't one of them.
  private func close(_ call: UInt64) -> OpenCall? {
    state.withLock { $0.calls.removeValue(forKey: call) }
  }

  func complete(_ call: UInt64, _ reply: UnsafePointer<gateway_plugin_reply>?) -> PluginStatus {
    defer { wakeIfIdle() }
    guard let closed = close(call), !closed.isOverdue else {
      serving.complain(.completedTwiceOrLate, call: call)
      return .state
    }
    guard let answer = PluginAnswer(reply) else {
      return fail(call, "it completed with something that is no reply", .argument)
    }
    if answer.kind == .pass, closed.next != .answered {
      return fail(call, "it passed an answer on that the rest of the chain hasn't given", .state)
    }
    return serving.complete(call, answer)
  }

  private func fail(_ call: UInt64, _ reason: String, _ status: PluginStatus) -> PluginStatus {
    var reason = reason
    _ = reason.withUTF8 { text in
      var answer = PluginAnswer(.failure)
      answer.description = text
      return serving.complete(call, answer)
    }
    return status
  }

  func next(_ call: UInt64, _ payload: gateway_plugin_bytes, _ callback: ReplyCallback?) -> PluginStatus {
    let isOpen = state.withLock { state in
      guard let open = state.calls[call], !open.isOverdue, open.next == .notCalled else { return false }
      state.calls[call]?.next = .called
      if let callback { state.nextCallbacks[call] = callback }
      return true
    }
    guard isOpen else {
      serving.complain(.nextTwice, call: call)
      return .state
    }
    let bytes = payload.buffer
    let status = serving.next(call, payload: bytes.isEmpty ? nil : bytes, isTail: callback == nil)
    if status != .ok {
      // It may be called again, rightly.
      state.withLock { state in
        state.calls[call]?.next = .notCalled
        state.nextCallbacks[call] = nil
      }
    } else if callback == nil {
      _ = close(call)
      wakeIfIdle()
    }
    return status
  }

  func readState(_ call: UInt64, _ key: gateway_plugin_bytes, _ callback: StateCallback) -> PluginStatus {
    guard PluginLimits.isKey(key.length) else { return .argument }
    guard isUsable(call) else { return .state }
    return begin({ $0.stateCallbacks[$1] = callback }, undo: { $0.stateCallbacks[$1] = nil }) {
      serving.readState(Array(key.buffer), operation: $0, call: call)
    }
  }

  func changeState(_ call: UInt64, _ put: PluginPut, _ callback: StateCallback?) -> PluginStatus {
    guard isUsable(call) else { return .state }
    guard let callback else { return serving.changeState(put, operation: nil, call: call) }
    return begin({ $0.stateCallbacks[$1] = callback }, undo: { $0.stateCallbacks[$1] = nil }) {
      serving.changeState(put, operation: $0, call: call)
    }
  }

  func send(_ call: UInt64, _ command: PluginCommand, _ callback: ReplyCallback?) -> PluginStatus {
    guard isUsable(call) else { return .state }
    let isSame = state.withLock { $0.calls[call]?.lent.concerns(command.station) } ?? false
    guard !isSame || command.isAfterReply else { return .sameStation }
    guard let callback else { return serving.send(command, operation: nil, call: call) }
    return begin({ $0.replyCallbacks[$1] = callback }, undo: { $0.replyCallbacks[$1] = nil }) {
      serving.send(command, operation: $0, call: call)
    }
  }

  private func isUsable(_ call: UInt64) -> Bool {
    call == UInt64(GATEWAY_PLUGIN_NO_CALL)
      || state.withLock { state in state.calls[call].map { !$0.isOverdue } ?? false }
  }

  /// Begins something whose outcome is told by a callback.
  private func begin(
    _ note: (inout State, UInt64) -> Void, undo: (inout State, UInt64) -> Void, _ body: (UInt64) -> PluginStatus
  ) -> PluginStatus {
    let operation = state.withLock { state -> UInt64? in
      guard state.replyCallbacks.count + state.stateCallbacks.count < Self.maximumOperations else { return nil }
      state.latestOperation += 1
      note(&state, state.latestOperation)
      return state.latestOperation
    }
    guard let operation else { return .busy }
    let status = body(operation)
    if status != .ok { state.withLock { undo(&$0, operation) } }
    return status
  }
}
