import GRDB
import GatewayCore
import OCPPCodec
import Testing

@testable import GatewaySQLite

/// What an older gateway wrote is there after an update.
@Suite("Migrations")
struct MigrationTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("gateway.db")
  }

  /// Makes a database as it was up to a migration.
  private func write(upTo migration: String, _ sql: String) throws {
    let database = try DatabaseQueue(path: path)
    try StoreSchema.migrator().migrate(database, upTo: migration)
    try database.write { try $0.execute(sql: sql) }
    try database.close()
  }

  @Test("messages find their transactions by key")
  func messagesByKey() async throws {
    try write(
      upTo: "1",
      """
      INSERT INTO stations (key, id, version) VALUES (1, 'A', '1.6'), (2, 'B', '2.0.1');
      INSERT INTO transactions (key, station, number, name, orphan_id, version, state, received_at, updated_at) VALUES
        (10, 1, 5, NULL, NULL, '1.6', 'active', 1, 1), (11, 2, NULL, '5', NULL, '2.0.1', 'active', 1, 1),
        (12, 1, NULL, NULL, '-1', '1.6', 'orphaned', 1, 1);
      INSERT INTO transaction_messages (key, station, transaction_id, sequence_number, received_at, meter_values) VALUES
        (1, 1, '5', NULL, 1, '[1]'), (2, 2, '5', 0, 2, '[2]'), (3, 1, '-1', NULL, 3, '[3]'),
        (4, 1, '05', NULL, 4, '[4]'), (5, 1, NULL, NULL, 5, '[5]'), (6, 1, '5', NULL, 6, '[6]'),
        (7, 2, '5', 1, 7, '[7]');
      """)
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    let a = try #require(StationID("A"))
    let b = try #require(StationID("B"))
    func values(_ id: String, _ station: StationID) async throws -> [String] {
      try await store.meterValues(ofTransaction: id, of: station, limit: 10).map(\.values.text)
    }
    #expect(try await values("5", a) == ["[1]", "[6]"])
    #expect(try await values("5", b) == ["[2]", "[7]"])
    #expect(try await values("-1", a) == ["[3]"])
    #expect(try await values("05", a) == ["[4]"])
    #expect(try await store.transaction("5", of: b)?.lastSequenceNumber == 1)
    #expect(try await store.transaction("5", of: a)?.updatedAt == 6)
    // What comes now joins what was there.
    let more = try #require(RawJSON(text: "[8]"))
    try await store.recordMeterValues(
      MeterValuesRecord(station: a, evse: 0, connector: 1, transaction: "5", values: more, receivedAt: 8))
    #expect(try await values("5", a) == ["[1]", "[6]", "[8]"])
    await store.close()
  }
}
