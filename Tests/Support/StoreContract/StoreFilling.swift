package import GatewayCore
import OCPPCodec
import Testing

/// Something of everything that a store keeps, for tests of what takes a store's state elsewhere.
package enum StoreFilling {
  /// Fills a store.
  ///
  /// - Parameter stations: how many stations of each kind.
  package static func fill(_ store: any Store, stations: Int = 3) async throws {
    try await store.putIdTokens([
      IdTokenRecord(
        id: "Tag-Ä", type: "ISO14443", status: .accepted, expiryDate: "2255-01-01T00:00:00Z",
        expiresAt: 9_000_000_000_000),
      IdTokenRecord(id: "child", parent: "Tag-Ä"), IdTokenRecord(id: "blocked", status: .blocked),
    ])
    _ = try await store.deleteIdToken("blocked")
    try await store.putChargingProfileTemplate(
      ChargingProfileTemplate(name: "night", profile: try Samples.json(#"{"a": [1.50, "ü"]}"#), changedAt: 3))
    var moment = Samples.moment
    for number in 1...stations {
      try await fillStation16(store, "CP-\(number)", number, &moment)
      try await fillStation201(store, "CS-\(number)", &moment)
    }
    _ = try await store.createStation(Samples.station("NEW-1"), version: .v201)
    _ = try await store.createStation(Samples.station("GONE-1"), version: .v16)
    try await store.recordSecurityEvent(
      SecurityEventRecord(
        station: Samples.station("GONE-1"), type: "Tamper", timestamp: "t", technicalInformation: nil,
        receivedAt: moment))
    _ = try await store.deleteStation(Samples.station("GONE-1"))
    try await fillOperations(store, &moment)
    try await fillPlugins(store)
  }

  private static func fillStation16(_ store: any Store, _ id: String, _ number: Int, _ moment: inout Int64) async throws
  {
    let station = try Samples.station(id)
    func tick() -> Int64 {
      moment += 1000
      return moment
    }
    try await store.recordConnection(Samples.connection(id, at: tick()))
    try await store.recordBoot(Samples.boot(id, vendor: number % 2 == 0 ? "ACME" : "Öther", at: tick()))
    try await store.recordLastSeen([station: tick()])
    try await store.setRegistration(
      RegistrationSetting(state: .pending, retryInterval: 60, decidedAt: tick()), of: station)
    try await store.setPasswords(
      [StoredPassword(hash: "h1", createdAt: 1), StoredPassword(hash: "h2", createdAt: 2)], of: station)
    try await store.recordStatus(Samples.status("Available", station: id, connector: 0))
    try await store.recordStatus(Samples.status("Charging", station: id))
    for type in ["StartupOfTheDevice", "Tamper"] {
      try await store.recordSecurityEvent(
        SecurityEventRecord(
          station: station, type: type, timestamp: "x", technicalInformation: "\"quoted\"\n", receivedAt: tick()))
    }
    try await fillSettings(store, station, tick)
    try await fillLists(store, station, tick)
    try await fillReservations(store, station, tick)

    // Repeated, ended, active, refused, orphaned, unknown.
    let ended = try await store.startTransaction(Samples.start(id, at: tick()))
    for value in 1...20 {
      try await store.recordMeterValues(
        Samples.meterValues(
          #"[{"sampledValue":[{"value":"\#(value)"}]}]"#, station: id, transaction: "\(ended.transaction)", at: tick()))
    }
    _ = try await store.stopTransaction(
      Samples.stop(ended.transaction, station: id, idTag: "child", at: tick(), meterValues: #"[{"last":1.0}]"#))
    let active = try await store.startTransaction(
      Samples.start(id, connector: 2, idTag: "child", timestamp: "2026-03-15T00:00:00Z", at: tick()))
    try await store.recordMeterValues(
      Samples.meterValues(station: id, transaction: "\(active.transaction)", at: tick()))
    _ = try await store.startTransaction(
      Samples.start(
        id, connector: 3, idTag: "nobody", timestamp: "2026-03-16T00:00:00Z", at: tick(), policy: Samples.rejecting))
    _ = try await store.stopTransaction(Samples.stop(-1, station: id, at: tick(), meterValues: #"[{"orphan":true}]"#))
    try await store.recordMeterValues(Samples.meterValues(station: id, transaction: "4711", at: tick()))
    for value in 1...3 {
      try await store.recordMeterValues(
        Samples.meterValues(#"[{"reading":\#(value)}]"#, station: id, transaction: nil, at: tick()))
    }
    try await store.recordChargingProfile(
      ChargingProfileRecord(
        station: station, connector: 2, id: 7, purpose: .transaction, stackLevel: 1, transaction: active.transaction,
        profile: try Samples.json(#"{"id": 7}"#), acceptedAt: tick()))
    try await store.recordChargingProfile(
      ChargingProfileRecord(
        station: station, connector: nil, id: 8, purpose: .transaction, stackLevel: 0, idTag: "Child",
        profile: try Samples.json(#"{"id":8}"#), origin: .remoteStart, acceptedAt: tick()))
  }

  private static func fillSettings(_ store: any Store, _ station: StationID, _ tick: () -> Int64) async throws {
    try await store.recordSettings(
      [
        StationSetting(key: "HeartbeatInterval", value: "300", isReadOnly: false, receivedAt: tick()),
        StationSetting(key: "NumberOfConnectors", value: "2", isReadOnly: true, receivedAt: tick()),
        StationSetting(key: "Vendor.Empty", value: nil, isReadOnly: nil, receivedAt: tick()),
      ], isComplete: true, of: station)
    try await store.putDesiredSettings(
      [
        DesiredSetting(key: "HeartbeatInterval", value: "60", updatedAt: tick()),
        DesiredSetting(key: "Old", value: "1", updatedAt: tick()),
      ], isComplete: false, of: station, at: tick())
    _ = try await store.removeDesiredSetting("Old", of: station, at: tick())
    try await store.recordSettingChange(
      SettingChange(key: "HeartbeatInterval", value: "60", outcome: "RebootRequired", moment: tick()), of: station)
  }

  private static func fillLists(_ store: any Store, _ station: StationID, _ tick: () -> Int64) async throws {
    try await store.recordLocalListUpdate(
      LocalListUpdate(
        station: station, version: 4, isFull: true,
        changed: [
          LocalListEntry(idTag: "Tag-Ä", expiryDate: "2030-01-01T00:00:00Z", parentIdTag: "P"),
          LocalListEntry(idTag: "child", status: .blocked),
        ], removed: []), at: tick())
    try await store.recordLocalListLimits(LocalListLimits(perMessage: 10, entries: nil, isEnabled: true), of: station)
    try await store.recordLocalListSynchronised(station, list: "all", revision: 3, leftOut: 1)
    try await store.recordInstalledCertificate(
      InstalledCertificate(
        type: "CentralSystemRootCertificate", hashAlgorithm: "SHA256", issuerNameHash: "a", issuerKeyHash: "b",
        serialNumber: "c", reportedAt: tick()), of: station)
    try await store.recordCertificate(
      IssuedCertificate(
        serialNumber: "serial-\(station)", station: station, subject: "CN=\(station)", certificate: "PEM", notBefore: 1,
        notAfter: 2, state: .accepted, issuedAt: tick()))
  }

  private static func fillReservations(_ store: any Store, _ station: StationID, _ tick: () -> Int64) async throws {
    func request(_ id: Int, connector: Int, expiresIn duration: Int64) async throws -> String {
      let now = tick()
      let requested = try await store.requestReservation(
        ReservationRequest(
          station: station, id: id, connector: connector, idTag: "Child", parentIdTag: "Tag-Ä", expiryDate: "later",
          expiresAt: now + duration, requestedAt: now), refusesConflicts: false)
      guard case .recorded(let record) = requested else { return "" }
      return record.attempt
    }
    _ = try await store.settleReservation(request(1, connector: 1, expiresIn: 9_000_000), as: .accepted, at: tick())
    _ = try await store.settleReservation(request(1, connector: 1, expiresIn: 9_000_000), as: .accepted, at: tick())
    _ = try await store.settleReservation(
      request(2, connector: 2, expiresIn: 9_000_000), as: .refused("Occupied"), at: tick())
    _ = try await store.settleReservation(request(3, connector: 0, expiresIn: 9_000_000), as: .accepted, at: tick())
    _ = try await store.useReservation(
      ReservationUse(
        station: station, reservation: 3, connector: 2, idTag: "child", transaction: "99", startedAt: tick(),
        receivedAt: tick()))
    _ = try await request(4, connector: 2, expiresIn: 9_000_000)
  }

  private static func fillStation201(_ store: any Store, _ id: String, _ moment: inout Int64) async throws {
    let station = try Samples.station(id)
    func tick() -> Int64 {
      moment += 1000
      return moment
    }
    try await store.recordBoot(Samples.boot(id, version: .v201, at: tick()))
    try await store.recordVariables(
      [
        Samples.variable("Power", value: "11"), Samples.variable("Power", attribute: "Target", value: nil),
        Samples.variable("Name", component: "Connector", value: "é"),
      ], of: station)
    // Out of order, with a start that comes late; then one that goes on.
    for (kind, number, state) in [
      (TransactionEventRecord.Kind.updated, 1, "Charging"), (.started, 0, nil), (.ended, 3, "Idle"),
      (.updated, 2, "EVConnected"),
    ] as [(TransactionEventRecord.Kind, Int, String?)] {
      _ = try await store.recordTransactionEvent(
        Samples.event(
          kind, number, transaction: "tx-1", station: id, chargingState: state, evse: number == 0 ? nil : 1,
          idToken: kind == .started ? "Child" : nil, type: kind == .started ? "ISO14443" : nil,
          meterValues: number == 2 ? nil : #"[{"n":\#(number)}]"#, energy: DecimalNumber(text: "1234.5"), at: tick()))
    }
    for number in 0...2 {
      _ = try await store.recordTransactionEvent(
        Samples.event(
          number == 0 ? .started : .updated, number, transaction: "7", station: id, evse: 2, idToken: "other",
          meterValues: #"[{"n":\#(number)}]"#, at: tick()))
    }
  }

  private static func fillOperations(_ store: any Store, _ moment: inout Int64) async throws {
    let stations = try [Samples.station("CP-1"), Samples.station("CS-1")]
    for number in 1...6 {
      moment += 1000
      let id = "operation-\(number)"
      try await store.createOperation(
        OperationRecord(
          id: id, kind: number % 2 == 0 ? "Reset" : "UpdateFirmware", station: stations[number % 2], state: .pending,
          parent: number > 3 ? "campaign-1" : nil, details: try Samples.json(#"{"n": \#(number)}"#), createdAt: moment,
          updatedAt: moment), reason: number == 1 ? "asked" : nil)
      for state in [OperationState.sent, .accepted, .succeeded].prefix(number % 4) {
        moment += 1000
        _ = try await store.advanceOperation(
          OperationChange(id: id, state: state, reason: "step", moment: moment))
      }
    }
    for number in 1...2 {
      moment += 1000
      let id = "campaign-\(number)"
      try await store.createCampaign(
        CampaignRecord(
          id: id, name: "Näme", definition: try Samples.json(#"{"url":"x"}"#), state: .running, createdAt: moment,
          updatedAt: moment), stations: stations)
      _ = try await store.changeCampaignTarget(
        CampaignTarget(
          station: stations[0], state: .running, operation: "operation-4", message: "m", updatedAt: moment),
        of: id, from: [.pending])
    }
    _ = try await store.changeCampaign("campaign-2", from: [.running], to: .paused, reason: "why", at: moment)
  }

  private static func fillPlugins(_ store: any Store) async throws {
    for plugin in ["tariff", "other"] {
      _ = try await store.changePluginState(
        [
          PluginStateChange(key: [0, 255, 10], value: [1, 2, 0], expectation: .anything),
          PluginStateChange(key: Array("k".utf8), value: [], expectation: .absent, expiresAt: 9_000_000_000_000),
          PluginStateChange(key: Array("gone".utf8), value: [1], expectation: .anything),
        ], of: plugin, at: 1)
      _ = try await store.changePluginState(
        [PluginStateChange(key: Array("gone".utf8), value: nil, expectation: .anything)], of: plugin, at: 2)
    }
  }
}

extension StoreFilling {
  /// Checks that a store which has this filling knows of all that what comes next depends on.
  package static func checkThatItGoesOn(_ store: any Store) async throws {
    // Active, so that the token is in use and the stop finds it; sent again, it is the same.
    let active = try await store.transactions(TransactionQuery(station: Samples.station("CP-1"), state: .active))
    let tagged = try #require(active.first { $0.idToken == "child" })
    let again = try await store.startTransaction(
      Samples.start("CP-1", connector: 2, idTag: "child", timestamp: "2026-03-15T00:00:00Z"))
    #expect(again.isRepeated && String(again.transaction) == tagged.id)
    let use = try await store.authorize(
      AuthorizationRequest(
        token: "CHILD", type: nil, policy: Samples.accepting, startsTransaction: true, moment: Samples.moment))
    #expect(use.status == .concurrentTransaction)
    #expect(try await !store.stopTransaction(Samples.stop(again.transaction, station: "CP-1")).isOrphan)
    #expect(try await store.stopTransaction(Samples.stop(-1, station: "CP-1", meterValues: "[]")).isRepeated)
    #expect(try await store.recordTransactionEvent(Samples.event(.updated, 2, transaction: "7")).isRepeated)
    #expect(
      try await store.useReservation(
        ReservationUse(
          station: Samples.station("CP-1"), reservation: nil, connector: 2, idTag: "x", transaction: "99", startedAt: 1,
          receivedAt: 1))?.id == 3)
    let station = try Samples.station("CP-1")
    #expect(try await store.settings(of: station).first { $0.key == "HeartbeatInterval" }?.needsReboot == true)
    let version = try #require(try await store.pluginState(Array("k".utf8), of: "tariff", at: 3)).version
    let versions = try await store.changePluginState(
      [PluginStateChange(key: Array("k".utf8), value: [5], expectation: .version(version))], of: "tariff", at: 3)
    #expect(try #require(versions?.first) > version)
    _ = try await store.advanceOperation(
      OperationChange(id: "operation-2", state: .uncertain, moment: Samples.moment))
    #expect(try await store.interruptOperations(reason: "test", at: Samples.moment) > 0)
  }
}
