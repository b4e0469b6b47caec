import GatewayCore
import OCPP16
import OCPPCodec

/// The rules that a charging profile must keep before it is sent (OCPP 1.6 §3.13, §5.16, §7.8 to §7.14).
struct ChargingProfileRules: Sendable {
  /// What is known of the station.
  var capabilities = ChargingCapabilities()
  /// Its transactions that go on.
  var transactions: [CompositeScheduler.Transaction] = []
  /// The profiles it has.
  var installed: [ChargingProfileRecord] = []
  /// Seconds since the epoch.
  var now: Int64

  /// What is wrong with a SetChargingProfile; nothing: it may be sent.
  func problems(of request: OCPP16.SetChargingProfileRequest) -> [PayloadProblem] {
    var problems = Problems(root: "/csChargingProfiles")
    let profile = request.csChargingProfiles
    check(request.connectorId, at: "/connectorId", &problems)
    checkPurpose(profile, connector: request.connectorId, &problems)
    check(profile, &problems)
    checkRoom(for: profile, connector: request.connectorId, &problems)
    return problems.all
  }

  /// What is wrong with the profile of a RemoteStartTransaction (OCPP 1.6 §5.16.2).
  func problems(of request: OCPP16.RemoteStartTransactionRequest) -> [PayloadProblem] {
    var problems = Problems(root: "/chargingProfile")
    guard let profile = request.chargingProfile else { return [] }
    if profile.chargingProfilePurpose != .txProfile {
      problems.add("/chargingProfilePurpose", "must be TxProfile in a RemoteStartTransaction")
    }
    if profile.transactionId != nil {
      problems.add("/transactionId", "must not be given: the transaction has no id before it starts")
    }
    if let connector = request.connectorId { check(connector, at: "/connectorId", &problems) }
    check(profile, &problems)
    return problems.all
  }

  // MARK: Connector and purpose

  private func check(_ connector: Int, at pointer: String, _ problems: inout Problems) {
    if connector < 0 {
      problems.addOutside(pointer, "must be 0 for the station or the number of a connector, not \(connector)")
    } else if let connectors = capabilities.connectors, connector > connectors {
      problems.addOutside(pointer, "must be at most \(connectors), which is how many connectors the station has")
    }
  }

  private func checkPurpose(
    _ profile: OCPP16.ChargingProfile, connector: Int, _ problems: inout Problems
  ) {
    switch profile.chargingProfilePurpose {
    case .chargePointMaxProfile where connector != 0:
      problems.addOutside("/connectorId", "must be 0 for a ChargePointMaxProfile, which limits the whole station")
    case .txProfile where connector <= 0:
      problems.addOutside("/connectorId", "must be the transaction's connector for a TxProfile, not \(connector)")
    case .txProfile:
      checkTransaction(profile, connector: connector, &problems)
    default: break
    }
    if profile.transactionId != nil, profile.chargingProfilePurpose != .txProfile {
      problems.add("/transactionId", "must be given for a TxProfile only")
    }
  }

  private func checkTransaction(
    _ profile: OCPP16.ChargingProfile, connector: Int, _ problems: inout Problems
  ) {
    if let id = profile.transactionId {
      guard let transaction = transactions.first(where: { $0.id == id }) else {
        problems.add("/transactionId", "must be a transaction that goes on at the station; \(id) is none")
        return
      }
      if transaction.connector != connector {
        problems.addOutside(
          "/connectorId", "must be \(transaction.connector), where transaction \(id) is, not \(connector)")
      }
    } else if !transactions.contains(where: { $0.connector == connector }) {
      problems.add(
        "/chargingProfilePurpose", "can't be TxProfile: no transaction goes on at connector \(connector)")
    }
  }

  // MARK: The profile itself

  private func check(_ profile: OCPP16.ChargingProfile, _ problems: inout Problems) {
    if !(0...Int(Int32.max)).contains(profile.chargingProfileId) {
      problems.add("/chargingProfileId", "must be between 0 and \(Int32.max)")
    }
    let levels = 0...(capabilities.maximumStackLevel ?? Int(Int32.max))
    if !levels.contains(profile.stackLevel) {
      problems.add(
        "/stackLevel", "must be between 0 and \(levels.upperBound), the station's highest, not \(profile.stackLevel)")
    }
    switch profile.chargingProfileKind {
    case .recurring:
      if profile.recurrencyKind == nil { problems.add("/recurrencyKind", "must be given for a Recurring profile") }
      if profile.chargingSchedule.startSchedule == nil {
        problems.add("/chargingSchedule/startSchedule", "must be given for a Recurring profile")
      }
    default:
      if profile.recurrencyKind != nil { problems.add("/recurrencyKind", "must be given for a Recurring profile only") }
    }
    checkValidity(profile, &problems)
    check(profile.chargingSchedule, &problems)
  }

  private func checkValidity(_ profile: OCPP16.ChargingProfile, _ problems: inout Problems) {
    guard let end = profile.validTo?.seconds else { return }
    if let begin = profile.validFrom?.seconds, begin >= end {
      problems.add("/validTo", "must be after validFrom")
    } else if end <= now {
      problems.add("/validTo", "must be in the future: the profile would never be valid")
    }
  }

  private func check(_ schedule: OCPP16.ChargingSchedule, _ problems: inout Problems) {
    let place = "/chargingSchedule"
    if let duration = schedule.duration, !(1...Int(Int32.max)).contains(duration) {
      problems.add("\(place)/duration", "must be at least 1 second")
    }
    if let unit = ChargingUnit(schedule.chargingRateUnit), let units = capabilities.units, !units.contains(unit) {
      let allowed = units.map(\.rawValue).sorted().joined(separator: " or ")
      problems.add("\(place)/chargingRateUnit", "must be \(allowed): the station takes nothing else")
    }
    if let rate = schedule.minChargingRate, rate.tenths == nil {
      problems.add("\(place)/minChargingRate", Self.range)
    }
    let periods = schedule.chargingSchedulePeriod
    if periods.isEmpty { problems.add("\(place)/chargingSchedulePeriod", "must have at least one period") }
    if let most = capabilities.maximumPeriods, periods.count > most {
      problems.add(
        "\(place)/chargingSchedulePeriod",
        "must have at most \(most) periods, not \(periods.count): the station's limit")
    }
    for (index, period) in periods.enumerated() {
      check(
        period, after: index > 0 ? periods[index - 1] : nil, at: "\(place)/chargingSchedulePeriod/\(index)", &problems)
    }
  }

  private static let range = "must be between 0 and \(ChargingLimit.maximumTenths / 10), with one digit after the point"

  private func check(
    _ period: OCPP16.ChargingSchedulePeriod, after previous: OCPP16.ChargingSchedulePeriod?, at place: String,
    _ problems: inout Problems
  ) {
    if let previous {
      if period.startPeriod <= previous.startPeriod {
        problems.add("\(place)/startPeriod", "must be after \(previous.startPeriod), where the period before it starts")
      }
    } else if period.startPeriod != 0 {
      problems.add("\(place)/startPeriod", "must be 0 in the first period")
    }
    if period.startPeriod > Int(Int32.max) { problems.add("\(place)/startPeriod", "must be at most \(Int32.max)") }
    if period.limit.tenths == nil { problems.add("\(place)/limit", Self.range) }
    if let phases = period.numberPhases, !(1...3).contains(phases) {
      problems.add("\(place)/numberPhases", "must be 1, 2 or 3, not \(phases)")
    }
  }

  /// Whether the station can have one profile more.
  private func checkRoom(for profile: OCPP16.ChargingProfile, connector: Int, _ problems: inout Problems) {
    guard let most = capabilities.maximumProfiles else { return }
    let staying = installed.filter { record in
      record.id != profile.chargingProfileId
        && !(record.connector == connector && record.stackLevel == profile.stackLevel
          && record.purpose.rawValue == profile.chargingProfilePurpose.text)
    }
    if staying.count >= most {
      problems.add("", "can't be added: the station has \(staying.count) profiles and takes \(most); clear one first")
    }
  }
}

/// Problems as they are found.
private struct Problems {
  /// The pointer of the profile in the payload.
  let root: String
  var all: [PayloadProblem] = []

  init(root: String) { self.root = root }

  /// - Parameters:
  ///   - pointer: within the profile; empty for the profile itself.
  ///   - message: begins with "must" or the like.
  mutating func add(_ pointer: String, _ message: String) {
    addOutside(root + pointer, message)
  }

  /// The same with a pointer within the payload.
  mutating func addOutside(_ pointer: String, _ message: String) {
    all.append(PayloadProblem(pointer: pointer, message: "'\(pointer)' \(message)"))
  }
}
