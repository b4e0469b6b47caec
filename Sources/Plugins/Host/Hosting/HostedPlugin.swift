import CGatewayPlugin
import GatewayCore
import Logging
import OCPPCodec
import Synchronization

/// A plugin with all that its host knows of it: what it may do, the CALLs it has, how it fares.
package final class HostedPlugin: Sendable {
  /// What there is once it was started.
  struct Running: Sendable {
    let services: GatewayServices
    let runner: any PluginRunner
    let watch: DeadlineWatch
    let counters: OutcomeCounters
    let measures: PluginMeasures
    let logger: Logger
  }

  private struct State {
    var running: Running?
    var breaker: CircuitBreaker
    var latestFailure: String?
    var isStopped = false
  }

  package let options: PluginOptions
  package let file: PluginFile
  package let descriptor: PluginDescriptor

  private let state: Mutex<State>
  private let calls = Mutex<[UInt64: HostedCall]>([:])
  private let latestNumber = Atomic<UInt64>(0)
  /// What it has asked for and nobody waits for.
  private let jobs = Atomic(0)
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
  package static var toolchain: String { String(cString: gateway_plugin_toolchain()) }

  // MARK: Beginning and end

  /// Loads it and makes its instance.
  ///
  /// - Throws: ``PluginError``.
  func start(_ environment: PluginEnvironment, watch: DeadlineWatch) async throws {
    let services = environment.services
    var logger = services.logger
    logger[metadataKey: "plugin"] = "\(options.id)"
    let running: (any PluginRunner) -> Running = { [options] runner in
      Running(
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
      state.withLock { $0.running = running(instance) }
      try await instance.create(options.configuration, within: PluginProbe.limit)
    case .process:
      let process = IsolatedPlugin(
        options, file: file, serving: self, executable: environment.executable, logger: logger)
      state.withLock { $0.running = running(process) }
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
    let runner = state.withLock { state in
      state.isStopped = true
      return state.running?.runner
    }
    return await runner?.stop(deadline: deadline) ?? true
  }

  // MARK: For its calls

  var running: Running? { state.withLock { $0.running } }

  /// Whether a CALL may be handed to it now.
  func admit(at now: Int64) -> Result<Running, PluginFailure> {
    state.withLock { state in
      guard let running = state.running, !state.isStopped else {
        return .failure(failure(.unavailable, "it isn't running"))
      }
      guard state.breaker.admits(at: now) else {
        return .failure(failure(.suspended, "it failed again and again, and is left alone for \(options.pause)"))
      }
      return .success(running)
    }
  }

  /// Notes how a CALL ended.
  func note(_ outcome: HostedCall.Outcome, _ nanoseconds: Int64, _ running: Running) {
    running.counters.count(outcome, nanoseconds)
    let isSuspended = state.withLock { state in
      guard case .failed(let failure) = outcome else {
        state.breaker.succeed()
        return false
      }
      state.latestFailure = failure.text
      return failure.isOwnFault && state.breaker.fail(at: monotonicNanoseconds())
    }
    if isSuspended {
      running.logger.error(
        "plugin suspended: it failed again and again",
        metadata: ["failures": "\(options.failureLimit)", "pause": "\(options.pause)"])
    }
  }

  func failure(_ reason: PluginFailure.Reason, _ text: String) -> PluginFailure {
    PluginFailure(plugin: options.id, reason: reason, text: text)
  }

  func nextNumber() -> UInt64 { latestNumber.wrappingAdd(1, ordering: .relaxed).newValue }

  /// - Returns: false when it has too many.
  func insert(_ call: HostedCall) -> Bool {
    calls.withLock { calls in
      guard calls.count < options.queueSize else { return false }
      calls[call.number] = call
      return true
    }
  }

  func remove(_ call: HostedCall) {
    calls.withLock { _ = $0.removeValue(forKey: call.number) }
  }

  func openCall(_ number: UInt64) -> HostedCall? { calls.withLock { $0[number] } }

  var hasOpenCalls: Bool { calls.withLock { !$0.isEmpty } }

  /// Does something that the plugin has asked for, which no task waits for.
  ///
  /// - Returns: false when too much is under way.
  func submit(_ running: Running, _ body: @escaping BackgroundWork.Work) -> Bool {
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
    let open = calls.withLock { Array($0.values) }
    for call in open {
      if call.isOverdue(at: now) {
        guard
          call.finish(
            .failed(failure(.timeout, "it didn't complete \(call.call.action.name) within \(options.deadline)")))
        else { continue }
        running.runner.cancel(call.number, isOverdue: true)
      } else if call.takeDeparture(before: now - 200_000_000, running.services.sessions) {
        running.runner.cancel(call.number, isOverdue: false)
      }
    }
    return !open.isEmpty
  }

  /// Fails the calls that a process had when it ended.
  func fail(_ numbers: [UInt64], _ reason: PluginFailure.Reason, _ text: String) {
    for number in numbers { openCall(number)?.finish(.failed(failure(reason, text))) }
  }

  // MARK: For people

  /// How it fares.
  package var report: PluginReport {
    let (running, isSuspended, isStopped, failure) = state.withLock {
      ($0.running, $0.breaker.isOpen, $0.isStopped, $0.latestFailure)
    }
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
      isolation: options.isolation, condition: condition, openCalls: calls.withLock { $0.count },
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
