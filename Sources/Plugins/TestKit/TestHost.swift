import CGatewayPlugin
import GatewayPluginSDK
import Glibc
import Synchronization

/// The host's side of the plugin interface, in memory.
final class TestHost: Sendable {
  typealias Answer = @Sendable (_ station: String, _ payload: RawJSON) async throws -> RawJSON

  struct AnswerKey: Hashable {
    let version: OCPPVersion
    let action: String
    let isOfChain: Bool
  }

  struct State {
    var logs: [TestLogLine] = []
    var metrics: [TestMetric] = []
    var commands: [TestCommand] = []
    var answers: [AnswerKey: Answer] = [:]
    /// Microseconds since the epoch; stands still until a test moves it.
    var time: Int64
    private var values: [String: TestValue] = [:]
    private var commits: UInt64 = 0
    var attempts: [gateway_plugin_call: TestAttempt] = [:]
    var lastCall: gateway_plugin_call = 0
    /// What was started and isn't done: commands that nobody waits for.
    var running: [Task<Void, Never>] = []
    var isStopped = false

    init(time: Int64) {
      self.time = time
    }

    /// A value that is there and hasn't expired.
    func value(_ key: String) -> TestValue? {
      values[key].flatMap { value in value.expiresAt.map { $0 > time } ?? true ? value : nil }
    }

    /// Writes a value; without a text it is removed.
    ///
    /// - Parameter seconds: until it vanishes; 0: never.
    mutating func commit(_ key: String, _ text: String?, expiring seconds: UInt64 = 0) {
      commits += 1
      // A hundred years, so that no sum overflows.
      let expiresAt = seconds == 0 ? nil : time + Int64(min(seconds, 3_155_760_000)) * 1_000_000
      values[key] = text.map { TestValue(text: $0, version: commits, expiresAt: expiresAt) }
    }
  }

  let state: Mutex<State>
  private let vtable: gateway_plugin_vtable
  // Both are set in `init` and not changed afterwards.
  private nonisolated(unsafe) let functions: UnsafeMutablePointer<gateway_plugin_host>
  private nonisolated(unsafe) var instance: UnsafeMutableRawPointer?

  /// - Parameter time: microseconds since the epoch; nil: now.
  init(entry: UnsafeRawPointer, configuration: String, time: Int64?) throws {
    state = Mutex(State(time: time ?? Self.microseconds(CLOCK_REALTIME)))
    let descriptor = entry.assumingMemoryBound(to: gateway_plugin_descriptor.self)
    guard descriptor.pointee.magic == GATEWAY_PLUGIN_MAGIC, descriptor.pointee.abi_major == GATEWAY_PLUGIN_ABI_MAJOR,
      let vtable = descriptor.pointee.vtable?.pointee, let create = vtable.create
    else { throw TestGatewayError("the plugin's descriptor is not one of this ABI") }
    self.vtable = vtable
    functions = .allocate(capacity: 1)
    functions.initialize(to: TestHostFunctions.make())
    functions.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    var text = [UInt8](repeating: 0, count: 1024)
    var made: UnsafeMutableRawPointer?
    let functions = functions
    let (status, problem) = text.withUnsafeMutableBufferPointer { text in
      var error = gateway_plugin_buffer(data: text.baseAddress, capacity: text.count, length: 0)
      let status = configuration.withBytes { create(descriptor, functions, $0, &made, &error) }
      return (status, String(decoding: text.prefix(error.length), as: UTF8.self))
    }
    guard status == Int32(GATEWAY_PLUGIN_OK), let made else {
      throw TestGatewayError(problem.isEmpty ? "the plugin can't be made (\(status))" : problem)
    }
    instance = made
  }

  deinit {
    stop()
    functions.deallocate()
  }

  func setAnswer(_ version: OCPPVersion, _ action: String, ofChain: Bool, _ answer: @escaping Answer) {
    state.withLock { $0.answers[AnswerKey(version: version, action: action, isOfChain: ofChain)] = answer }
  }

  func stop() {
    let isNews = state.withLock { state in
      defer { state.isStopped = true }
      return !state.isStopped
    }
    guard isNews, let instance else { return }
    vtable.stop?(instance, Self.now)
    vtable.destroy?(instance)
  }

  func settle() async {
    while true {
      let running = state.withLock { state in
        defer { state.running = [] }
        return state.running
      }
      if running.isEmpty { return }
      for task in running { await task.value }
    }
  }

  // MARK: Handling

  /// Has a CALL handled.
  ///
  /// - Returns: the payload of the CALLRESULT.
  /// - Throws: ``OCPPError`` for a CALLERROR; ``TestGatewayError``.
  func handle(_ call: TestCall, _ deadline: Duration) async throws -> RawJSON {
    var answer: TestReply?
    for attempt in 1...3 {
      let number = state.withLock { state in
        state.lastCall += 1
        return state.lastCall
      }
      let late = Task {
        try await Task.sleep(for: deadline)
        vtable.cancel?(instance, number)
        // A handler that doesn't hear it is late.
        try await Task.sleep(for: .seconds(1))
        finish(number, .failure(Int32(GATEWAY_PLUGIN_E_TIMEOUT), "the plugin didn't answer in time"))
      }
      let (reply, ended) = await reply(to: call, number, UInt64(attempt), answer, deadline)
      late.cancel()
      answer = ended?.answer
      if case .failure(_, let text) = reply { throw TestGatewayError(text) }
      if let ended {
        guard commit(ended) else { continue }
        ended.afterReply.forEach(start)
      }
      if case .error(let error) = reply { throw error }
      if case .result(let payload) = reply { return payload }
    }
    throw TestGatewayError("the plugin's state changed in between, three times")
  }

  private func reply(
    to call: TestCall,
    _ number: gateway_plugin_call,
    _ attempt: UInt64,
    _ answer: TestReply?,
    _ deadline: Duration
  ) async -> (TestReply, TestAttempt?) {
    let reply = await withCheckedContinuation { continuation in
      let memory = TestMessageMemory(
        call, id: "test-\(number)", attempt: attempt, receivedAt: state.withLock { $0.time },
        deadline: Self.now + Int64(deadline / .nanoseconds(1)))
      state.withLock { state in
        state.attempts[number] = TestAttempt(call: call, memory: memory, continuation: continuation, answer: answer)
      }
      let status = vtable.handle?(instance, number, memory.message) ?? Int32(GATEWAY_PLUGIN_E_UNSUPPORTED)
      if status < 0 { finish(number, .failure(status, "the plugin refused the call (\(status))")) }
    }
    return (reply, state.withLock { $0.attempts.removeValue(forKey: number) })
  }

  /// Ends an attempt, if it hasn't ended.
  @discardableResult
  func finish(_ number: gateway_plugin_call, _ reply: TestReply) -> Bool {
    let attempt = state.withLock { state -> TestAttempt? in
      guard let attempt = state.attempts[number], !attempt.isFinished else { return nil }
      state.attempts[number]?.isFinished = true
      return attempt
    }
    attempt?.continuation.resume(returning: reply)
    return attempt != nil
  }

  /// Commits what an attempt has put.
  ///
  /// - Returns: false when something had changed in between.
  private func commit(_ attempt: TestAttempt) -> Bool {
    state.withLock { state in
      for value in attempt.staged where value.expectedVersion != UInt64(GATEWAY_PLUGIN_ANY_VERSION) {
        guard state.value(value.key)?.version ?? 0 == value.expectedVersion else { return false }
      }
      for value in attempt.staged { state.commit(value.key, value.text, expiring: value.seconds) }
      return true
    }
  }

  /// Answers by what a test has set.
  func answer(_ version: OCPPVersion, _ action: String, ofChain: Bool, _ station: String, _ payload: RawJSON) async
    -> TestReply
  {
    let key = AnswerKey(version: version, action: action, isOfChain: ofChain)
    guard let answer = state.withLock({ $0.answers[key] }) else {
      return ofChain
        ? .error(OCPPError(.notSupported, "the test sets no answer for \(action)"))
        : .failure(Int32(GATEWAY_PLUGIN_E_OFFLINE), "the test sets no answer for \(action)")
    }
    do {
      return .result(try await answer(station, payload))
    } catch let error as OCPPError {
      return .error(error)
    } catch let error as PluginError {
      return .failure(error.code.rawValue, error.description)
    } catch {
      return .failure(Int32(GATEWAY_PLUGIN_E_INTERNAL), "\(error)")
    }
  }

  /// Sends a command.
  func start(_ sending: TestSending) {
    let command = sending.command
    let task = Task {
      sending.done(await answer(command.version, command.action, ofChain: false, command.station, command.payload))
    }
    state.withLock { $0.running.append(task) }
  }

  private static var now: Int64 { microseconds(CLOCK_MONOTONIC) * 1000 }

  private static func microseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}
