import DequeModule
import GatewayCore
import ServiceLifecycle
import Synchronization

/// Commands whose requests didn't wait: runs them and keeps their reports to be asked for.
///
/// Memory is bounded: reports are kept for ten minutes, and the oldest go earlier when there are too many.
final class BackgroundCommands: Service {
  /// What can be said of a command.
  enum State: Sendable {
    case pending(CommandReport.Identity)
    case finished(CommandReport)
  }

  /// How many can't be taken any more.
  struct Full: Error {}

  private typealias Work = @Sendable () async -> CommandReport

  private struct Finished {
    let requestID: String
    let at: Int64
    let size: Int
  }

  private struct Ledger {
    var states: [String: State] = [:]
    /// In the order they finished.
    var finished: Deque<Finished> = []
    /// Bytes of the reports.
    var size = 0
    var isClosed = false
  }

  /// Milliseconds.
  private static let retention: Int64 = 600_000

  private let clock: any GatewayClock
  private let capacity: Int
  private let maximumSize: Int
  private let ledger = Mutex(Ledger())
  private let work: AsyncStream<Work>
  private let submitted: AsyncStream<Work>.Continuation

  /// - Parameters:
  ///   - clock: tells when a report is old.
  ///   - capacity: how many commands may be under way or kept.
  ///   - maximumSize: bytes that all reports together may have: a station's answer can be long.
  init(clock: any GatewayClock, capacity: Int = 10_000, maximumSize: Int = 64 << 20) {
    self.clock = clock
    self.capacity = capacity
    self.maximumSize = maximumSize
    // As many as the ledger has states for.
    (work, submitted) = AsyncStream.makeStream(of: Work.self, bufferingPolicy: .unbounded)
  }

  /// Runs what is submitted; returns when told to stop and all of it has ended.
  func run() async throws {
    await withDiscardingTaskGroup { group in
      for await work in work.cancelOnGracefulShutdown() {
        group.addTask { self.finish(await work()) }
      }
      ledger.withLock { $0.isClosed = true }
    }
  }

  /// Takes a command to run.
  ///
  /// - Throws: ``Full`` when as many are under way as can be, or the gateway is shutting down.
  func submit(_ identity: CommandReport.Identity, _ work: @escaping @Sendable () async -> CommandReport) throws(Full) {
    let now = clock.milliseconds
    let isTaken = ledger.withLock { ledger in
      prune(&ledger, at: now)
      while ledger.states.count >= capacity { guard forgetOldest(&ledger) else { return false } }
      guard !ledger.isClosed else { return false }
      ledger.states[identity.requestID] = .pending(identity)
      return true
    }
    guard isTaken else { throw Full() }
    submitted.yield(work)
  }

  /// What can be said of a station's command; nil when it is unknown or forgotten.
  func state(of requestID: String, for station: StationID) -> State? {
    let now = clock.milliseconds
    let state = ledger.withLock { ledger in
      prune(&ledger, at: now)
      return ledger.states[requestID]
    }
    switch state {
    case .pending(let identity)?: return identity.station == station ? state : nil
    case .finished(let report)?: return report.identity.station == station ? state : nil
    case nil: return nil
    }
  }

  private func finish(_ report: CommandReport) {
    let now = clock.milliseconds
    let id = report.identity.requestID
    let size = report.answer.size
    ledger.withLock { ledger in
      ledger.states[id] = .finished(report)
      ledger.finished.append(Finished(requestID: id, at: now, size: size))
      ledger.size += size
      prune(&ledger, at: now)
    }
  }

  private func prune(_ ledger: inout Ledger, at now: Int64) {
    while let oldest = ledger.finished.first, oldest.at + Self.retention <= now || ledger.size > maximumSize {
      _ = forgetOldest(&ledger)
    }
  }

  private func forgetOldest(_ ledger: inout Ledger) -> Bool {
    guard let oldest = ledger.finished.popFirst() else { return false }
    ledger.states[oldest.requestID] = nil
    ledger.size -= oldest.size
    return true
  }
}
