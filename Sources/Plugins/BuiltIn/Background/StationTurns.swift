import GatewayCore
import Synchronization

/// Lets those who work on the same station do it one after the other, in the order they came.
final class StationTurns: Sendable {
  /// For each station that somebody works on: those who wait.
  private let waiting = Mutex<[StationID: [CheckedContinuation<Void, Never>]]>([:])

  func withTurn<Result>(_ station: StationID, _ body: () async throws -> Result) async rethrows -> Result {
    await take(station)
    defer { release(station) }
    return try await body()
  }

  private func take(_ station: StationID) async {
    await withCheckedContinuation { continuation in
      let isFree = waiting.withLock { waiting in
        guard waiting[station] != nil else {
          waiting[station] = []
          return true
        }
        waiting[station]?.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  private func release(_ station: StationID) {
    let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
      guard var others = waiting[station], !others.isEmpty else {
        waiting[station] = nil
        return nil
      }
      let next = others.removeFirst()
      waiting[station] = others
      return next
    }
    next?.resume()
  }
}
