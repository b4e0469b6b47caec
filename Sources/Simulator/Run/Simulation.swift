import NIOCore
import NIOPosix

/// Runs the stations of a script against a gateway.
package struct Simulation: Sendable {
  private let options: SimulationOptions

  package init(_ options: SimulationOptions) {
    self.options = options
  }

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - end: returns when the simulation is to end before its time; is cancelled when it has ended.
  ///   - onProgress: told several times a second where it is.
  /// - Returns: where it was when it ended.
  /// - Throws: `Ledger.Problem` when the ledger can't be written.
  package func run(
    until end: @escaping @Sendable () async -> Void, onProgress: @Sendable (SimulationProgress) -> Void
  ) async throws -> SimulationProgress {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(options.threads, 1))
    let ending = EndFlag()
    let result: Result<SimulationProgress, any Error>
    do {
      let progress = try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
          await end()
          ending.set()
        }
        var run = try await SimulationRun(options, group)
        try await run.start(until: ending, onProgress)
        let progress = try await run.finish(onProgress)
        tasks.cancelAll()
        return progress
      }
      result = .success(progress)
    } catch {
      result = .failure(error)
    }
    try await group.shutdownGracefully()
    return try result.get()
  }
}
