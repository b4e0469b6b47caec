import Foundation
package import GatewayCore
import Synchronization

/// A backup in memory.
package final class MemoryBackup: BackupSink, BackupSource {
  private final class Reader: BackupReader {
    private var records: ArraySlice<BackupRecord>

    init(_ records: [BackupRecord]) {
      self.records = records[...]
    }

    func next() -> BackupRecord? { records.popFirst() }
  }

  private let records = Mutex<[BackupRecord]>([])

  package init() {}

  package func write(_ record: BackupRecord) { records.withLock { $0.append(record) } }

  package func open() -> any BackupReader { Reader(records.withLock { $0 }) }

  /// Its lines, by what they are and of which station: only among those the order means something.
  package var sections: [String: [String]] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var sections: [String: [String]] = [:]
    for record in records.withLock({ $0 }) {
      let line = (try? encoder.encode(record)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
      let kind = line.prefix { $0 != ":" }
      let station = line.firstRange(of: #""station":""#).map { line[$0.upperBound...].prefix { $0 != "\"" } } ?? ""
      sections["\(kind) \(station)", default: []].append(line)
    }
    return sections
  }
}
