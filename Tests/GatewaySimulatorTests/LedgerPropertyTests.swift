import GatewayCore
import GatewaySQLite
@testable import GatewaySimulator
import OCPPCodec
import Testing

@Suite("the ledger of transactions under repeats, reorderings, lost answers and restarts")
struct LedgerPropertyTests {
  private static func identity(_ version: OCPPVersion, seed: UInt64) -> StationIdentity {
    var group = StationGroup()
    group.version = version
    group.connectors = 2
    group.sessions.perDay = 20
    group.settings = ["MeterValueSampleInterval": "1800"]
    group.outages.perDay = 8
    group.outages.powerLoss = 0.3
    group.quirks.repeatSameID = 0.1
    group.quirks.repeatNewID = 0.1
    group.quirks.lostAnswer = 0.1
    group.quirks.unknownTransactionID = 0.5
    group.quirks.bootOnReconnect = 0.5
    return StationIdentity(id: "CP-\(seed)", group: group, seed: seed)
  }

  @Test(
    "each transaction is there once, with its energy", arguments: OCPPVersion.allCases, Array(UInt64(1)...6))
  func ledger(version: OCPPVersion, seed: UInt64) async throws {
    let gateway = try await VirtualGateway()
    let identity = Self.identity(version, seed: seed)
    let id = try #require(StationID(identity.id))
    var station = ChaoticStation(identity, id, gateway, at: 1_773_446_400_000)
    try await station.run(hours: 72)

    #expect(station.machine.isFinished)
    #expect(station.contradictions.isEmpty)
    #expect(station.machine.openEntries.isEmpty)
    #expect(station.entries.count > 15 && station.replays > 20)
    // What they must have gone through for this to say anything.
    #expect(station.restarts > 0 && station.entries.contains { $0.startedOffline })

    let stored = try await gateway.store.transactions(TransactionQuery(station: id, limit: 1000))
    let expected = station.entries.flatMap(Facts.expected).sorted()
    #expect(stored.map(Facts.init).sorted() == expected)
    await gateway.store.close()
  }
}

/// What of a transaction station and store must agree on.
private struct Facts: Hashable, Comparable, CustomStringConvertible {
  let description: String

  init(_ record: TransactionRecord) {
    let place = (record.version == .v16 ? record.connector : record.evse).map { String($0) } ?? "-"
    description = Self.text(
      record.id, record.state.rawValue, place, record.idToken, record.startTimestamp, record.meterStart?.integer,
      record.stopTimestamp, record.meterStop?.integer)
  }

  private init(description: String) { self.description = description }

  /// One, or two when the station ended the transaction by an id that isn't its own.
  static func expected(_ entry: TransactionEntry) -> [Facts] {
    let place = String(entry.connector)
    let id = entry.id ?? "-"
    guard let unknown = entry.unknownID else {
      return [
        Facts(
          description: text(
            id, "ended", place, entry.idTag, entry.startTimestamp, entry.meterStart, entry.stopTimestamp,
            entry.meterStop))
      ]
    }
    return [
      Facts(description: text(id, "active", place, entry.idTag, entry.startTimestamp, entry.meterStart, nil, nil)),
      Facts(
        description: text(String(unknown), "orphaned", "-", nil, nil, nil, entry.stopTimestamp, entry.meterStop)),
    ]
  }

  private static func text(
    _ id: String, _ state: String, _ place: String, _ token: String?, _ start: String?, _ meterStart: Int?,
    _ stop: String?, _ meterStop: Int?
  ) -> String {
    let energies = [meterStart, meterStop].map { $0.map { String($0) } ?? "-" }
    return ([id, state, place, token ?? "-", start ?? "-", stop ?? "-"] + energies).joined(separator: " ")
  }

  static func < (left: Facts, right: Facts) -> Bool { left.description < right.description }
}
