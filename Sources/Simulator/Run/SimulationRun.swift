import NIOCore
import NIOPosix

/// A simulation under way.
struct SimulationRun {
  private static let tick = Duration.milliseconds(20)
  private static let progressInterval: Int64 = 250_000_000

  private let options: SimulationOptions
  private let loops: [BoundStations]
  private let time: SimulationTime
  private let identities: [StationIdentity]
  private let begin = SimulationTime.monotonicNanoseconds
  private var started = 0
  private var toldAt: Int64 = 0

  init(_ options: SimulationOptions, _ group: MultiThreadedEventLoopGroup) async throws {
    self.options = options
    let time = SimulationTime(begin: options.begin, speed: options.speed)
    var loops: [BoundStations] = []
    for eventLoop in group.makeIterator() {
      loops.append(
        try await eventLoop.submit {
          BoundStations(LoopStations(eventLoop, options: options, time: time), eventLoop)
        }.get())
    }
    self.loops = loops
    self.time = time
    identities = options.script.groups.flatMap { group in
      group.stationIDs.map { StationIdentity(id: $0, group: group, seed: options.seed) }
    }
  }

  /// Switches the stations on, one after another, and lets them do what they do until it is time.
  mutating func start(until ending: EndFlag, _ onProgress: (SimulationProgress) -> Void) async throws {
    let end = options.duration.map { options.begin + $0.milliseconds }
    while !ending.isSet, end.map({ time.now < $0 }) ?? true {
      try await startDueStations()
      try await tick(onProgress, isWindingDown: false)
    }
  }

  /// Lets the stations end their transactions and deliver what they have queued, then closes their connections.
  mutating func finish(_ onProgress: (SimulationProgress) -> Void) async throws -> SimulationProgress {
    for loop in loops { try await loop.submit { $0.windDown() } }
    let deadline = SimulationTime.monotonicNanoseconds + options.windDown.milliseconds * 1_000_000
    while SimulationTime.monotonicNanoseconds < deadline {
      var areFinished = true
      for loop in loops where areFinished { areFinished = try await loop.submit { $0.areFinished } }
      if areFinished { break }
      try await tick(onProgress, isWindingDown: true)
    }
    for loop in loops { try await loop.submit { $0.stop() } }
    try await options.ledger?.flush()
    return try await progress(isWindingDown: true)
  }

  private mutating func startDueStations() async throws {
    let seconds = Double(SimulationTime.monotonicNanoseconds - begin) / 1e9
    let due = min(Int(seconds * Double(options.rate)) + 1, identities.count)
    while started < due {
      let identity = identities[started]
      try await loops[started % loops.count].submit { $0.start(identity) }
      started += 1
    }
  }

  private mutating func tick(_ onProgress: (SimulationProgress) -> Void, isWindingDown: Bool) async throws {
    try await Task.sleep(for: Self.tick)
    let now = SimulationTime.monotonicNanoseconds
    guard now - toldAt >= Self.progressInterval else { return }
    toldAt = now
    try await options.ledger?.flush()
    onProgress(try await progress(isWindingDown: isWindingDown))
  }

  private func progress(isWindingDown: Bool) async throws -> SimulationProgress {
    var statistics = SimulationStatistics()
    for loop in loops { statistics.add(try await loop.submit { $0.sink.statistics }) }
    return SimulationProgress(
      stations: identities.count, started: started, elapsed: .milliseconds(time.now - options.begin),
      realElapsed: .nanoseconds(SimulationTime.monotonicNanoseconds - begin), isWindingDown: isWindingDown,
      statistics: statistics)
  }
}
