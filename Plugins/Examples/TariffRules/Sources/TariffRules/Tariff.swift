import GatewayPluginSDK

/// Prices by time of day.
struct Tariff: Sendable {
  struct Configuration: Decodable {
    /// Such as `EUR`.
    var currency: String
    /// Where the time of day is that the rules mean, such as `Europe/Berlin`. UTC, if left out.
    var timeZone: String?
    /// What every transaction costs, whatever it charges.
    var sessionFee: DecimalNumber?
    /// Prices; the first rule that covers a time counts.
    var rules: [Rule]

    enum CodingKeys: String, CodingKey {
      case currency, rules
      case timeZone = "time_zone"
      case sessionFee = "session_fee"
    }
  }

  struct Rule: Decodable {
    var name: String
    /// From this time of day, such as `22:00`; midnight, if left out.
    var from: String?
    /// Until this time of day, which may be on the next; midnight, if left out.
    var until: String?
    /// Per kWh.
    var price: DecimalNumber
  }

  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// A rule, in minutes of the day.
  struct Period: Sendable {
    let name: String
    let from: Int
    let until: Int
    /// Millionths of the currency, per kWh.
    let price: Int

    func covers(_ minute: Int) -> Bool {
      from < until ? (from..<until).contains(minute) : minute >= from || minute < until
    }
  }

  private static let day = 1440
  private static let dayMilliseconds: Int64 = 86_400_000

  let currency: String
  /// Millionths.
  let sessionFee: Int
  let periods: [Period]
  /// The day, cut where one rule takes over from another.
  private let segments: [(until: Int, name: String)]
  private let zone: LocalTime

  init(_ configuration: Configuration) throws {
    currency = configuration.currency
    sessionFee = Self.millionths(configuration.sessionFee ?? 0)
    let name = configuration.timeZone ?? "UTC"
    guard let zone = LocalTime(name) else {
      throw Problem(description: "time_zone: there is no '\(name)'; write it as Europe/Berlin or America/New_York")
    }
    self.zone = zone
    let periods = try configuration.rules.map { rule in
      let from = try Self.minutes(rule.from ?? "00:00", rule.name)
      let until = try Self.minutes(rule.until ?? "24:00", rule.name)
      return Period(name: rule.name, from: from, until: until, price: Self.millionths(rule.price))
    }
    var segments: [(until: Int, name: String)] = []
    for minute in 0..<Self.day {
      guard let period = periods.first(where: { $0.covers(minute) }) else {
        throw Problem(
          description: "no rule has a price for \(Self.text(minute)): add one without 'from' and 'until' as the last")
      }
      if segments.last?.name == period.name { segments.removeLast() }
      segments.append((minute + 1, period.name))
    }
    (self.periods, self.segments) = (periods, segments)
    for (index, period) in periods.enumerated() where periods[..<index].contains(where: { $0.name == period.name }) {
      throw Problem(description: "there are two rules '\(period.name)'")
    }
  }

  /// Splits a span of time by the rules' boundaries.
  ///
  /// - Parameters:
  ///   - begin: milliseconds since the epoch.
  ///   - end: the same; not before `begin`.
  /// - Returns: names of rules with their milliseconds; one of 0 when the span is empty.
  func shares(from begin: Int64, to end: Int64) -> [(name: String, milliseconds: Int64)] {
    var shares: [(name: String, milliseconds: Int64)] = []
    var time = begin
    var offset = zone.offset(at: time)
    repeat {
      if time >= offset.until { offset = zone.offset(at: time) }
      let local = time + offset.milliseconds
      let inDay = (local % Self.dayMilliseconds + Self.dayMilliseconds) % Self.dayMilliseconds
      // The segments cover the whole day: `init` has seen to it.
      guard let segment = segments.first(where: { Int64($0.until) * 60_000 > inDay }) else { break }
      let until = min(time + Int64(segment.until) * 60_000 - inDay, offset.until, end)
      shares.append((segment.name, until - time))
      time = until
    } while time < end
    return shares
  }

  /// A sum in the currency, in hundredths.
  func amount(_ millionths: Int) -> DecimalNumber { Self.decimal(millionths, unit: 1_000_000, digits: 2) }

  /// A number of parts as a decimal number, rounded half up.
  static func decimal(_ parts: Int, unit: Int, digits: Int) -> DecimalNumber {
    let step = (0..<digits).reduce(unit) { step, _ in step / 10 }
    return DecimalNumber(significand: Int64((parts + step / 2) / step), exponent: -digits)
  }

  private static func millionths(_ number: DecimalNumber) -> Int { Int((number.double * 1_000_000).rounded()) }

  private static func minutes(_ text: String, _ rule: String) throws -> Int {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]), (0...24).contains(hours),
      (0..<60).contains(minutes), hours * 60 + minutes <= day
    else { throw Problem(description: "rule '\(rule)': '\(text)' is no time of day such as 22:00") }
    return hours * 60 + minutes
  }

  private static func text(_ minute: Int) -> String {
    let (hours, minutes) = minute.quotientAndRemainder(dividingBy: 60)
    return (hours < 10 ? "0" : "") + "\(hours):" + (minutes < 10 ? "0" : "") + "\(minutes)"
  }
}
