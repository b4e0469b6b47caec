import GatewayCore
import Synchronization

/// Stations' records by the documents that they were read from: each message needs its station's, which hardly ever
/// changes, and comparing bytes is much less work than reading them.
final class KnownStations: Sendable {
  private static let capacity = 20_000

  private struct Known: Sendable {
    var document: [UInt8]
    var record: StationRecord
  }

  private let known = Mutex<[StationID: Known]>([:])

  func record(_ station: StationID, _ document: [UInt8], read: () throws -> StationRecord) rethrows -> StationRecord {
    if let same = known.withLock({ $0[station] }), same.document == document { return same.record }
    let record = try read()
    known.withLock { known in
      // Those that are needed come back at once.
      if known.count >= Self.capacity { known.removeAll() }
      known[station] = Known(document: document, record: record)
    }
    return record
  }
}
