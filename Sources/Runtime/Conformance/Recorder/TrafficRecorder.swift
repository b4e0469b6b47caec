internal import CoreMetrics
internal import Dispatch
internal import Foundation
package import GatewayCore
package import Logging
internal import OCPPCodec
internal import ServiceLifecycle
internal import Synchronization

/// Records frames, in files, on a thread of its own. Whoever gives it a frame never waits: when too many wait already,
/// the frame isn't recorded, which is counted.
package final class TrafficRecorder: Service {
  /// A frame on its way to the file.
  struct Entry: Sendable {
    var frame: [UInt8]
    var at: Int64
    var session: Session
    var direction: TraceDirection
    var latency: Int64?
    /// Whether it isn't a frame but the end of the connection.
    var isEnd = false
  }

  private struct State {
    var waiting: [Entry] = []
    var bytes = 0
    var dropped = 0
    var isIdle = false
    var isClosing = false
    var closing: UnsafeContinuation<Void, Never>?
    var isClosed = false
  }

  /// How often what was recorded is brought to the file.
  private static let flushInterval = 1.0
  /// What an entry takes beside its frame, in bytes.
  private static let overhead = 128

  private let state = Mutex(State())
  private let wakeUp = DispatchSemaphore(value: 0)
  private let options: RecorderOptions
  private let clock: any GatewayClock
  private let logger: Logger
  private let metrics: RecorderMetrics

  /// - Parameters:
  ///   - options: where, how much and for how long.
  ///   - clock: what files and frames are dated by.
  ///   - metrics: counts what was recorded and what wasn't.
  /// - Throws: ``TraceProblem`` when nothing can be written to the folder.
  package init(
    _ options: RecorderOptions, clock: any GatewayClock, metrics: RecorderMetrics, logger: Logger
  ) throws(TraceProblem) {
    self.options = options
    self.clock = clock
    self.metrics = metrics
    self.logger = logger
    try TraceFiles.check(options.folder)
    let thread = Thread { self.serve() }
    thread.name = "gateway-recorder"
    thread.start()
  }

  /// Frames that weren't recorded, since too many waited.
  package var dropped: Int { state.withLock { $0.dropped } }

  /// Takes a frame.
  ///
  /// - Parameter latency: of an answer, nanoseconds since its CALL was received.
  func record(_ frame: [UInt8], _ direction: TraceDirection, _ session: Session, latency: Int64? = nil) {
    guard options.includes(session.station) else { return }
    offer(
      Entry(frame: frame, at: clock.milliseconds, session: session, direction: direction, latency: latency),
      bytes: frame.count + Self.overhead)
  }

  /// Takes note of the end of a connection.
  func end(_ session: Session) {
    guard options.includes(session.station) else { return }
    offer(
      Entry(frame: [], at: clock.milliseconds, session: session, direction: .fromStation, isEnd: true),
      bytes: Self.overhead)
  }

  private func offer(_ entry: Entry, bytes: Int) {
    let (isDropped, mustWake) = state.withLock { state -> (Bool, Bool) in
      guard !state.isClosing, state.bytes + bytes <= options.buffer else {
        state.dropped += 1
        return (true, false)
      }
      state.waiting.append(entry)
      state.bytes += bytes
      defer { state.isIdle = false }
      return (false, state.isIdle)
    }
    if isDropped { metrics.dropped.increment() }
    if mustWake { wakeUp.signal() }
  }

  /// Records until the shutdown, and then what waits.
  package func run() async throws {
    try? await gracefulShutdown()
    await close()
  }

  /// Writes what waits and ends the file.
  package func close() async {
    await withUnsafeContinuation { continuation in
      let isClosed = state.withLock { state in
        state.isClosing = true
        if !state.isClosed { state.closing = continuation }
        return state.isClosed
      }
      if isClosed { continuation.resume() } else { wakeUp.signal() }
    }
  }

  // MARK: The thread

  private func serve() {
    let files = TraceFiles(options)
    var session = RecordingSession(options)
    while let entries = next() {
      do {
        for entry in entries {
          guard let line = session.line(entry) else { continue }
          try files.append(line, at: entry.at)
          metrics.recorded.increment()
        }
        try files.flush(at: clock.milliseconds)
      } catch {
        // The next ones may go: disks are tidied up.
        metrics.failed.increment(by: entries.count)
        logger.error("traffic not recorded", metadata: ["error": "\(error)", "frames": "\(entries.count)"])
        files.abandon()
      }
    }
    files.finish()
    let closing = state.withLock { state in
      state.isClosed = true
      defer { state.closing = nil }
      return state.closing
    }
    closing?.resume()
  }

  /// Waits for frames, or a while; nil when there will be none any more.
  private func next() -> [Entry]? {
    let (entries, isClosing) = take()
    if !entries.isEmpty { return entries }
    if isClosing { return nil }
    _ = wakeUp.wait(timeout: .now() + Self.flushInterval)
    let (later, isOver) = take()
    return later.isEmpty && isOver ? nil : later
  }

  private func take() -> ([Entry], Bool) {
    state.withLock { state in
      defer {
        state.isIdle = state.waiting.isEmpty
        state.waiting = []
        state.bytes = 0
      }
      return (state.waiting, state.isClosing)
    }
  }
}
