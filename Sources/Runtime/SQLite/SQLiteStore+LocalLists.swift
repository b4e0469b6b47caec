package import GatewayCore

extension SQLiteStore {
  package func idTokenRevision() async throws -> Int64 {
    try await read(isShort: true) { try $0.idTokenRevision() }
  }

  package func localList(of station: StationID) async throws -> LocalListRecord? {
    try await read(isShort: true) { try $0.localList(of: station) }
  }

  package func localLists(after station: StationID?, limit: Int) async throws -> [LocalListRecord] {
    try await read(isShort: false) { try $0.localLists(after: station, limit: limit) }
  }

  package func localListEntries(
    of station: StationID, after idTag: String?, limit: Int
  ) async throws -> [LocalListEntry] {
    try await read(isShort: false) { try $0.localListEntries(of: station, after: idTag, limit: limit) }
  }

  package func recordLocalListUpdate(_ update: LocalListUpdate, at moment: Int64) async throws {
    try await writeMuch { try $0.record(update, at: moment) }
  }

  package func recordLocalListVersion(
    _ version: Int, of station: StationID, at moment: Int64
  ) async throws -> LocalListRecord {
    try await writeMuch { try $0.recordLocalListVersion(version, of: station, at: moment) }
  }

  package func recordLocalListProblem(
    _ problem: LocalListProblem, of station: StationID, at moment: Int64
  ) async throws {
    try await writeMuch { try $0.record(problem, of: station, at: moment) }
  }

  package func recordLocalListLimits(_ limits: LocalListLimits, of station: StationID) async throws {
    try await write { try $0.record(limits, of: station) }
  }

  package func recordLocalListSynchronised(
    _ station: StationID, list: String, revision: Int64, leftOut: Int
  ) async throws {
    try await write {
      try $0.recordLocalListSynchronised(station, list: list, revision: revision, leftOut: leftOut)
    }
  }
}
