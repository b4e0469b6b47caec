extension StationStateMachine {
  /// A filter of ClearChargingProfile (OCPP 1.6 §5.5): what is nil matches everything.
  struct ProfileFilter: Sendable {
    var id: Int?
    var connector: Int?
    var purpose: InstalledProfile.Purpose?
    var stackLevel: Int?
  }

  /// Whether a profile is one that the station takes (OCPP 1.6 §3.13, §5.16).
  func accepts(_ profile: InstalledProfile) -> Bool {
    guard profile.connector == 0 || connectorIndex(profile.connector) != nil,
      (0...configuration.integer("ChargeProfileMaxStackLevel")).contains(profile.stackLevel),
      !profile.periods.isEmpty, profile.periods.count <= configuration.integer("ChargingScheduleMaxPeriods"),
      profile.periods[0].start == 0
    else { return false }
    switch profile.purpose {
    case .stationMaximum: guard profile.connector == 0, profile.kind != .relative else { return false }
    case .transactionDefault: break
    case .transaction:
      guard let index = connectorIndex(profile.connector), let transaction = connectors[index].transaction,
        profile.transaction == nil || profile.transaction == transaction
      else { return false }
    }
    let replaced = profiles.contains { replaces(profile, $0) }
    return replaced || profiles.count < configuration.integer("MaxChargingProfilesInstalled")
  }

  mutating func install(_ profile: InstalledProfile) {
    profiles = profiles.filter { !replaces(profile, $0) } + [profile]
    updateAllPower()
  }

  private func replaces(_ profile: InstalledProfile, _ other: InstalledProfile) -> Bool {
    other.id == profile.id
      || (other.connector == profile.connector && other.purpose == profile.purpose
        && other.stackLevel == profile.stackLevel)
  }

  /// - Returns: whether there was one.
  mutating func clearProfiles(_ filter: ProfileFilter) -> Bool {
    let before = profiles.count
    profiles.removeAll { profile in
      if let id = filter.id { return profile.id == id }
      return (filter.connector.map { $0 == profile.connector } ?? true)
        && (filter.purpose.map { $0 == profile.purpose } ?? true)
        && (filter.stackLevel.map { $0 == profile.stackLevel } ?? true)
    }
    updateAllPower()
    return profiles.count < before
  }

  mutating func removeTransactionProfiles(_ transaction: Int) {
    let connector = transactions[transaction]?.entry.connector
    profiles.removeAll { $0.purpose == .transaction && $0.connector == connector }
  }

  /// What the profiles let a connector draw.
  func limit(of connector: Int, at moment: Int64) -> InstalledProfile.Limit {
    let transaction = connectorIndex(connector).flatMap { connectors[$0].transaction }
    let begin = transaction.flatMap { transactions[$0]?.startedAt } ?? moment
    let own = first(
      profiles.filter { $0.purpose == .transaction && $0.connector == connector }, at: moment, begin: begin)
    let general = first(
      profiles.filter { $0.purpose == .transactionDefault && ($0.connector == connector || $0.connector == 0) },
      at: moment, begin: begin)
    var limit = own
    if own.watts == nil { limit.watts = general.watts }
    var station = stationLimit(at: moment)
    // The station's share is the same for everybody who charges.
    let sharers = max(connectors.count { $0.transaction != nil }, 1)
    station.watts = station.watts.map { $0 / sharers }
    return InstalledProfile.Limit(
      watts: [limit.watts, station.watts].compactMap { $0 }.min(),
      changesAt: [own.changesAt, general.changesAt, station.changesAt].compactMap { $0 }.min())
  }

  func stationLimit(at moment: Int64) -> InstalledProfile.Limit {
    first(profiles.filter { $0.purpose == .stationMaximum }, at: moment, begin: moment)
  }

  /// The one of the highest stack level that says something.
  private func first(_ candidates: [InstalledProfile], at moment: Int64, begin: Int64) -> InstalledProfile.Limit {
    var result = InstalledProfile.Limit()
    for profile in candidates.sorted(by: { ($0.stackLevel, $0.connector) > ($1.stackLevel, $1.connector) }) {
      let limit = profile.limit(at: moment, transactionBegan: begin)
      if result.watts == nil { result.watts = limit.watts }
      result.changesAt = [result.changesAt, limit.changesAt].compactMap { $0 }.min()
    }
    return result
  }

  /// The limits over a time, one after another (OCPP 1.6 §5.7).
  ///
  /// - Parameter duration: in seconds.
  /// - Returns: from when, in seconds, how much, in W.
  func compositeSchedule(of connector: Int, duration: Int) -> [(start: Int, watts: Int)] {
    let end = now + Int64(duration) * 1000
    let most = identity.group.sessions.power.upperBound * (connector == 0 ? connectors.count : 1)
    var moment = now
    var periods: [(start: Int, watts: Int)] = []
    while moment < end, periods.count < 100 {
      let limit = connector == 0 ? stationLimit(at: moment) : limit(of: connector, at: moment)
      let watts = min(limit.watts ?? most, most)
      if periods.last?.watts != watts { periods.append((Int((moment - now) / 1000), watts)) }
      guard let change = limit.changesAt, change > moment else { break }
      moment = change
    }
    return periods
  }
}
