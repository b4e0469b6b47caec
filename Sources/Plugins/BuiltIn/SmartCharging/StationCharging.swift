import GatewayCore
import OCPP16
import OCPPCodec

/// What the store knows of a station's charging.
struct StationCharging: Sendable {
  let profiles: [ChargingProfileRecord]
  /// Those that go on, the newest first.
  let transactions: [CompositeScheduler.Transaction]
  /// Their numbers, in order; without the station itself.
  let connectors: [Int]
  /// What the station said of itself, as far as it was asked.
  let capabilities: ChargingCapabilities

  /// - Throws: ``StoreError``
  init(of station: StationID, in store: any Store) async throws {
    profiles = try await store.chargingProfiles(of: station)
    transactions = try await store.transactions(TransactionQuery(station: station, state: .active, limit: 1000))
      .compactMap { CompositeScheduler.Transaction($0) }
    connectors = try await store.connectors(of: station).map(\.connector).filter { $0 > 0 }.sorted()
    let settings = try await store.settings(of: station)
    capabilities = ChargingCapabilities { key in
      settings.first { StationSetting.identity($0.key) == StationSetting.identity(key) }?.value
    }
  }

  /// What calculates the station's schedules by these profiles; those that can't be read are left out.
  ///
  /// - Parameter include: which profiles count.
  func scheduler(
    _ supply: ElectricalSupply, where include: (ChargingProfileRecord) -> Bool = { _ in true }
  ) -> CompositeScheduler {
    CompositeScheduler(
      profiles: profiles.filter(include).compactMap { try? ScheduledProfile($0, supply: supply) },
      transactions: transactions, supply: supply)
  }
}

extension CompositeScheduler.Transaction {
  /// Nil for one that isn't of OCPP 1.6, or at no connector.
  init?(_ record: TransactionRecord) {
    guard record.version == .v16, let id = Int(record.id), let connector = record.connector else { return nil }
    self.init(connector: connector, id: id, startedAt: (record.startedAt ?? record.receivedAt) / 1000)
  }
}

extension ScheduledProfile {
  /// - Throws: ``Unusable``, also for a record whose transaction hasn't begun.
  init(_ record: ChargingProfileRecord, supply: ElectricalSupply) throws(Unusable) {
    guard let connector = record.connector, record.purpose != .transaction || record.transaction != nil else {
      throw Unusable(description: "its transaction hasn't begun")
    }
    guard let profile = OCPP16.ChargingProfile(json: record.profile) else {
      throw Unusable(description: "it is no charging profile")
    }
    try self.init(
      profile, connector: connector, transaction: record.transaction, acceptedAt: record.acceptedAt / 1000,
      origin: record.origin, supply: supply)
  }
}

extension OCPP16.ChargingProfile {
  /// Reads a profile that stands alone; nil when it doesn't conform to its schema.
  init?(json: RawJSON) {
    try? self.init(checking: json)
  }

  /// Reads a profile that stands alone.
  ///
  /// - Throws: ``MessageViolations``, with pointers as in a SetChargingProfile.
  init(checking json: RawJSON) throws(MessageViolations) {
    // A schema of its own it has only within a message.
    let request = try OCPP16.SetChargingProfileRequest.decode(#"{"connectorId":0,"csChargingProfiles":\#(json.text)}"#)
    self = request.csChargingProfiles
  }
}
