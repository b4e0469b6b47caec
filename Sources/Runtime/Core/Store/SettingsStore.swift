/// A configuration key as a 1.6 station has it (OCPP 1.6 §9). Keys are compared without regard to case (`CiString`).
package struct StationSetting: Sendable, Equatable, Codable {
  /// As the station writes it.
  package var key: String
  /// Nil: the station has the key, but no value of it.
  package var value: String?
  /// Nil until the station said.
  package var isReadOnly: Bool?
  /// Whether the value holds only after the station's next boot.
  package var needsReboot: Bool
  /// Milliseconds since the epoch: when the station said so.
  package var receivedAt: Int64

  package init(key: String, value: String?, isReadOnly: Bool?, needsReboot: Bool = false, receivedAt: Int64) {
    self.key = key
    self.value = value
    self.isReadOnly = isReadOnly
    self.needsReboot = needsReboot
    self.receivedAt = receivedAt
  }

  /// The form in which keys are compared: small letters.
  package static func identity(_ key: String) -> String { key.lowercased() }
}

/// A value that a station shall have.
package struct DesiredSetting: Sendable, Equatable, Codable {
  package var key: String
  package var value: String
  /// Milliseconds since the epoch.
  package var updatedAt: Int64

  package init(key: String, value: String, updatedAt: Int64) {
    self.key = key
    self.value = value
    self.updatedAt = updatedAt
  }
}

/// Something that was done with a key of a station.
package struct SettingChange: Sendable, Equatable, Codable {
  package var key: String
  /// Nil: there was none, or it was removed.
  package var value: String?
  /// What was done: `stored`, `removed`, or the station's answer to ChangeConfiguration, such as `Accepted`; an open set.
  package var outcome: String
  /// Milliseconds since the epoch.
  package var moment: Int64

  package init(key: String, value: String?, outcome: String, moment: Int64) {
    self.key = key
    self.value = value
    self.outcome = outcome
    self.moment = moment
  }
}

/// Where stations' settings are kept: those they shall have, those they have, and what was done. See ``Store`` for what
/// holds for all methods.
package protocol SettingsStore: Sendable {
  /// Records what a station says of its keys.
  ///
  /// - Parameter isComplete: whether the station has no others; then those that it doesn't name are forgotten.
  func recordSettings(_ settings: [StationSetting], isComplete: Bool, of station: StationID) async throws

  /// Records a station's answer to ChangeConfiguration, in the history too.
  ///
  /// - Parameter change: its value counts when the outcome is `Accepted` or `RebootRequired`.
  func recordSettingChange(_ change: SettingChange, of station: StationID) async throws

  /// A station's own settings, in the order of their keys.
  func settings(of station: StationID) async throws -> [StationSetting]

  /// Records what a station shall have, and its history; one of a key.
  ///
  /// - Parameter isComplete: whether it shall have no others of ours; then those that are not named are removed.
  func putDesiredSettings(_ settings: [DesiredSetting], isComplete: Bool, of station: StationID, at moment: Int64)
    async throws

  /// Removes what a station shall have of a key; the station keeps what it has.
  ///
  /// - Returns: whether there was something.
  func removeDesiredSetting(_ key: String, of station: StationID, at moment: Int64) async throws -> Bool

  /// What a station shall have, in the order of the keys.
  func desiredSettings(of station: StationID) async throws -> [DesiredSetting]

  /// What was done with a station's keys, the newest first.
  ///
  /// - Parameter limit: at most this many, 1 to 1000.
  func settingChanges(of station: StationID, limit: Int) async throws -> [SettingChange]
}
