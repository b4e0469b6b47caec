import GatewayCore
import GatewayToolchain
import Logging
import OCPPCodec
import Synchronization

/// A plugin with all that its host knows of it: what it may do, the CALLs it has, how it fares.
package final class HostedPlugin: Sendable {
  private struct State {
    var breaker: CircuitBreaker
    var latestFailure: String?
    var isStopped = false
  }

  package let options: PluginOptions
  package let file: PluginFile
  package let descriptor: PluginDescriptor

  private let state: Mutex<State>
  private let started = AtomicLazyReference<RunningPlugin>()
  /// Whether it runs and its latest CALL succeeded: then the state needn't be looked at.
  private let isWell = Atomic(false)
  /// Grows when it answered while its caller looked for the answer, and falls when it didn't.
  private let quickness = Atomic(0)
  private let calls: CallTable
  private let latestNumber = Atomic<UInt64>(0)
  /// What it has asked for and nobody waits for.
  private let jobs = Atomic(0)
  /// Nanoseconds that it may take for a CALL.
  let deadline: Int64
  /// How often the plugin did what it must not.
  let complaints = Atomic(0)

  /// - Parameters:
  ///   - options: how it is run.
  ///   - file: its library.
  ///   - descriptor: what a ``PluginProbe`` found in it.
  /// - Throws: ``PluginError`` when it can't be run like this.
  package init(_ options: PluginOptions, file: PluginFile, descriptor: PluginDescriptor) throws(PluginError) {
    self.options = options
    self.file = file
    self.descriptor = descriptor
    deadline = options.deadline.wholeNanoseconds
    calls = CallTable(capacity: options.queueSize)
    state = Mutex(
      State(breaker: CircuitBreaker(failureLimit: options.failureLimit, pause: options.pause.wholeNanoseconds)))
    let own = Self.toolchain
    if options.isolation == .inProcess, let its = descriptor.toolchain, its != own {
      throw PluginError(
        "was built with another Swift toolchain than this gateway: \(its), not \(own)",
        hint: "build it with the same one, or set 'isolation: process'")
    }
  }

  /// The Swift toolchain that this program was built with.
  package static var toolchain: String { SwiftToolchain.name }

  // MARK: Beginning and end

  /// Loads it and makes its instance.
  ///
  /// - Throws: ``PluginError``.
  func start(_ environment: PluginEnvironment, watch: DeadlineWatch) async throws {
    let services = environment.services
    var logger = services.logger
    logger[metadataKey: "plugin"] = "\(options.id)"
    let running: (any PluginRunner) -> RunningPlugin = { [options] runner in
      RunningPlugin(
        services: services, runner: runner, watch: watch,
        counters: OutcomeCounters(plugin: options.id, factory: services.metrics.factory),
        measures: PluginMeasures(plugin: options.id, factory: services.metrics.factory), logger: logger)
    }
    // A plugin may log in its create function already, so what that needs is there before.
    switch options.isolation {
    case .inProcess:
      let library = try await Self.load(file)
      let instance = PluginInstance(
        library, serving: self, threads: options.threads, deadline: options.deadline.wholeNanoseconds)
      _ = started.storeIfNil(running(instance))
      try await instance.create(options.configuration, within: PluginProbe.limit)
    case .process:
      let process = IsolatedPlugin(
        options, file: file, serving: self, executable: environment.executable, logger: logger)
      _ = started.storeIfNil(running(process))
      try await process.start(within: PluginProbe.limit)
    }
    logger.info(
      "plugin started",
      metadata: [
        "version": "\(descriptor.version)", "library": "\(file.path)", "isolation": "\(options.isolation.rawValue)",
      ])
  }

  /// Initializers of the library run, for as long as they like: not on a thread that tasks share.
  private static func load(_ file: PluginFile) async throws -> PluginLibrary {
    let loaded = OneShot<Result<PluginLibrary, PluginError>>()
    OwnThread.run("plugin-load") {
      loaded.fulfil(Result { () throws(PluginError) in try PluginLibrary(file.descriptor) })
    }
    guard let library = await loaded.value(within: PluginProbe.limit) else {
      throw PluginError("couldn't be loaded within \(PluginProbe.limit)")
    }
    return try library.get()
  }

  /// Ends it; returns when it has ended, or at the deadline.
  ///
  /// - Returns: whether it ended in time.
  @discardableResult
  func stop(deadline: Int64) async -> Bool {
    state.withLock { $0.isStopped = true }
    isWell.store(false, ordering: .relaxed)
    return await running?.runner.stop(deadline: deadline) ?? true
  }

  // MARK: For its calls

  /// What there is once it was started.
  var running: RunningPlugin? { started.load() }

  /// Whether a CALL may be handed to it now.
  func admit(at now: Int64) -> Result<RunningPlugin, PluginFailure> {
    let running = running
    if let running, isWell.load(ordering: .relaxed) { return .success(running) }
    return state.withLock { state in
      guard let running, !state.isStopped else { return .failure(failure(.unavailable, "it isn't running")) }
      guard state.breaker.admits(at: now) else {
        return .failure(failure(.suspended, "it failed again and again, and is left alone for \(options.pause)"))
      }
      return .success(running)
    }
  }

  /// Notes how a CALL ended.
  func note(_ outcome: HostedCall.Outcome, _ nanoseconds: Int64, _ running: RunningPlugin) {
    running.counters.count(outcome, nanoseconds)
    if !outcome.isFailure, isWell.load(ordering: .relaxed) { return }
    let isSuspended = state.withLock { state in
      guard case .failed(let failure) = outcome else {
        state.breaker.succeed()
        isWell.store(!state.isStopped, ordering: .relaxed)
        return false
      }
      isWell.store(false, ordering: .relaxed)
      state.latestFailure = failure.text
      return failure.isOwnFault && state.breaker.fail(at: monotonicNanoseconds())
    }
    if isSuspended {
      running.logger.error(
        "plugin suspended: it failed again and again",
        metadata: ["failures": "\(options.failureLimit)", "pause": "\(options.pause)"])
    }
  }

  /// Looks for an answer of a plugin that has mostly answered at once: to suspend and be resumed takes longer.
  func lookForAnswer(_ call: HostedCall) {
    let credit = quickness.load(ordering: .relaxed)
    guard credit > -8 || call.number & 31 == 0 else { return }
    quickness.store(call.spin() ? min(credit + 1, 8) : max(credit - 2, -8), ordering: .relaxed)
  }

  func failure(_ reason: PluginFailure.Reason, _ text: String) -> PluginFailure {
    PluginFailure(plugin: options.id, reason: reason, text: text)
  }

  func nextNumber() -> UInt64 { latestNumber.wrappingAdd(1, ordering: .relaxed).newValue }

  /// - Returns: false when it has too many.
  func insert(_ call: HostedCall) -> Bool { calls.insert(call) }

  func remove(_ call: HostedCall) { calls.remove(call) }

  func openCall(_ number: UInt64) -> HostedCall? { calls[number] }

  var hasOpenCalls: Bool { calls.count > 0 }

  /// Does something that the plugin has asked for, which no task waits for.
  ///
  /// - Returns: false when too much is under way.
  func submit(_ running: RunningPlugin, _ body: @escaping BackgroundWork.Work) -> Bool {
    let isTaken =
      jobs.wrappingAdd(1, ordering: .relaxed).newValue <= PluginLimits.maximumJobs
      && running.services.background.submit {
        await body()
        self.jobs.wrappingSubtract(1, ordering: .relaxed)
      }
    if !isTaken { jobs.wrappingSubtract(1, ordering: .relaxed) }
    return isTaken
  }

  /// Looks for what takes too long.
  ///
  /// - Returns: whether there is anything to look at.
  func inspect(at now: Int64) -> Bool {
    guard let running else { return false }
    running.runner.inspect(at: now)
    let open = calls.all
    for call in open where call.isOverdue(at: now) {
      let text = "it didn't complete \(call.call.action.name) within \(options.deadline)"
      guard call.finish(.failed(failure(.timeout, text))) else { continue }
      running.runner.cancel(call.number, isOverdue: true)
    }
    return !open.isEmpty
  }

  /// Tells the plugin of a station's CALLs that nobody waits for any more.
  func departed(_ session: Session) {
    guard let running else { return }
    // In a process without sockets the session that ended stands for the one that the CALL came with.
    for call in calls.all where call.session.station == session.station && call.session.epoch == session.epoch {
      if call.takeDeparture() { running.runner.cancel(call.number, isOverdue: false) }
    }
  }

  /// Fails the calls that a process had when it ended.
  func fail(_ numbers: [UInt64], _ reason: PluginFailure.Reason, _ text: String) {
    for number in numbers { openCall(number)?.finish(.failed(failure(reason, text))) }
  }

  // MARK: For people

  /// How it fares.
  package var report: PluginReport {
    let (isSuspended, isStopped, failure) = state.withLock { ($0.breaker.isOpen, $0.isStopped, $0.latestFailure) }
    let running = running
    let process = (running?.runner as? IsolatedPlugin)?.process
    let condition: PluginReport.Condition =
      if isStopped {
        .stopped
      } else if running == nil || process?.isReady == false {
        .starting
      } else if isSuspended {
        .suspended
      } else {
        .running
      }
    return PluginReport(
      id: options.id, product: descriptor.id, version: descriptor.version, library: file.path, sha256: file.sha256,
      isolation: options.isolation, condition: condition, openCalls: calls.count,
      calls: running?.counters.totals ?? [], restarts: process?.restarts ?? 0, process: process?.id,
      latestFailure: failure, routes: descriptor.patterns)
  }
}

extension Duration {
  /// In nanoseconds; what is longer than a century counts as one.
  var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return min(seconds, 3_155_760_000) * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
