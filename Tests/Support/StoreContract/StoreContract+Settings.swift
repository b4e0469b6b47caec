import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  static let registrationChecks: [StoreCheck] = [
    StoreCheck("a station can be made known, once, and be forgotten") { store in
      let station = try Samples.station()
      #expect(try await store.createStation(station, version: .v16))
      #expect(try await store.createStation(station, version: .v201) == false)
      #expect(try await store.station(station)?.version == .v16)
      try await store.recordBoot(Samples.boot())
      try await store.recordStatus(Samples.status("Available"))
      let started = try await store.startTransaction(Samples.start())
      #expect(try await store.deleteStation(station))
      #expect(try await store.station(station) == nil)
      #expect(try await store.stations(StationQuery()) == [])
      #expect(try await store.connectors(of: station) == [])
      // What it did stays, and it may come again.
      #expect(try await store.transaction(String(started.transaction), of: station) != nil)
      #expect(try await store.deleteStation(station) == false)
      #expect(try await store.createStation(station, version: .v16))
      #expect(try await store.station(station)?.vendor == nil)
    },
    StoreCheck("what a boot is to be answered is kept, changed and taken back") { store in
      let station = try Samples.station()
      #expect(try await store.registrationSetting(of: station) == nil)
      for setting in [
        RegistrationSetting(state: .pending, retryInterval: 7, decidedAt: Samples.moment),
        RegistrationSetting(state: .rejected, retryInterval: nil, decidedAt: Samples.moment + 1), nil,
      ] {
        try await store.setRegistration(setting, of: station)
        #expect(try await store.registrationSetting(of: station) == setting)
      }
    },
  ]

  private static func setting(_ key: String, _ value: String?, readOnly: Bool? = false, reboot: Bool = false)
    -> StationSetting
  {
    StationSetting(key: key, value: value, isReadOnly: readOnly, needsReboot: reboot, receivedAt: Samples.moment)
  }

  static let settingChecks: [StoreCheck] = [
    StoreCheck("a station's settings: the latest of a key, whose case doesn't matter") { store in
      let station = try Samples.station()
      try await store.recordSettings(
        [setting("B", "1"), setting("a", nil, readOnly: true)], isComplete: true, of: station)
      try await store.recordSettings([setting("b", "2")], isComplete: false, of: station)
      #expect(try await store.settings(of: station) == [setting("a", nil, readOnly: true), setting("b", "2")])
      try await store.recordSettings([setting("C", "3")], isComplete: true, of: station)
      #expect(try await store.settings(of: station) == [setting("C", "3")])
      #expect(try await store.settings(of: Samples.station("CP-2")) == [])
    },
    StoreCheck("a change that needs a reboot is remembered until the boot") { store in
      let station = try Samples.station()
      try await store.recordSettings([setting("A", "1"), setting("B", "1")], isComplete: true, of: station)
      for (key, outcome) in [("a", "RebootRequired"), ("B", "Rejected"), ("New", "Accepted")] {
        try await store.recordSettingChange(
          SettingChange(key: key, value: "2", outcome: outcome, moment: Samples.moment), of: station)
      }
      #expect(
        try await store.settings(of: station) == [
          setting("A", "2", reboot: true), setting("B", "1"), setting("New", "2", readOnly: nil),
        ])
      // Reading it before the boot changes nothing, another value does.
      try await store.recordSettings([setting("A", "2")], isComplete: false, of: station)
      #expect(try await store.settings(of: station).first?.needsReboot == true)
      try await store.recordBoot(Samples.boot())
      #expect(try await store.settings(of: station).allSatisfy { !$0.needsReboot })
      #expect(try await store.settingChanges(of: station, limit: 2).map(\.outcome) == ["Accepted", "Rejected"])
    },
    StoreCheck("what a station shall have is put, replaced and removed, with its history") { store in
      let station = try Samples.station()
      func put(_ values: [String: String], isComplete: Bool) async throws {
        let settings = values.sorted { $0.key < $1.key }.map {
          DesiredSetting(key: $0.key, value: $0.value, updatedAt: Samples.moment)
        }
        try await store.putDesiredSettings(settings, isComplete: isComplete, of: station, at: Samples.moment)
      }
      try await put(["A": "1", "B": "1"], isComplete: false)
      try await put(["b": "2"], isComplete: false)
      #expect(try await store.desiredSettings(of: station).map { $0.key + $0.value } == ["A1", "b2"])
      try await put(["C": "3", "B": "4"], isComplete: true)
      #expect(try await store.desiredSettings(of: station).map { $0.key + $0.value } == ["B4", "C3"])
      #expect(try await store.removeDesiredSetting("c", of: station, at: Samples.moment))
      #expect(try await store.removeDesiredSetting("c", of: station, at: Samples.moment) == false)
      #expect(try await store.desiredSettings(of: station).map(\.key) == ["B"])
      #expect(
        try await store.settingChanges(of: station, limit: 100).map(\.outcome)
          == ["removed", "stored", "stored", "removed", "stored", "stored", "stored"])
    },
  ]
}
