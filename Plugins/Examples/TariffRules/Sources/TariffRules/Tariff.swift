import GatewayPluginSDK

/// Prices by time of day.
struct Tariff: Sendable {
  struct Configuration: Decodable {
    /// Such as `EUR`.
    var currency: String
    /// East of Greenwich, such as `+01:00`: which time of day the rules mean. UTC, if left out.
    var utcOffset: String?
    /// What every transaction costs, whatever it charges.
    var sessionFee: DecimalNumber?
    /// Prices; the first rule that covers a time counts.
    var rules: [Rule]

    enum CodingKeys: String, CodingKey {
      case currency, rules
      case utcOffset = "utc_offset"
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

  let currency: String
  /// Millionths.
  let sessionFee: Int
  let periods: [Period]
  private let offsetMinutes: Int

  init(_ configuration: Configuration) throws {
    currency = configuration.currency
    sessionFee = Self.millionths(configuration.sessionFee ?? 0)
    offsetMinutes = try Self.offset(configuration.utcOffset ?? "+00:00")
    periods = try configuration.rules.map { rule in
      let from = try Self.minutes(rule.from ?? "00:00", rule.name)
      let until = try Self.minutes(rule.until ?? "24:00", rule.name)
      return Period(name: rule.name, from: from, until: until, price: Self.millionths(rule.price))
    }
    for minute in 0..<Self.day where !periods.contains(where: { $0.covers(minute) }) {
      throw Problem(
        description: "no rule has a price for \(Self.text(minute)): add one without 'from' and 'until' as the last")
    }
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
    repeat {
      let local = time + Int64(offsetMinutes) * 60_000
      let minute = Int(((local / 60_000) % Int64(Self.day) + Int64(Self.day)) % Int64(Self.day))
      // The rules cover the whole day: `init` has seen to it.
      guard let period = periods.first(where: { $0.covers(minute) }) else { break }
      var last = minute
      while last + 1 < Self.day, periods.first(where: { $0.covers(last + 1) })?.name == period.name { last += 1 }
      let boundary = time - (local % 60_000 + 60_000) % 60_000 + Int64(last + 1 - minute) * 60_000
      let until = min(boundary, end)
      shares.append((period.name, until - time))
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

  private static func offset(_ text: String) throws -> Int {
    guard let sign = text.first, sign == "+" || sign == "-", let minutes = try? minutes(String(text.dropFirst()), ""),
      minutes <= 14 * 60
    else { throw Problem(description: "utc_offset: '\(text)' is no offset such as +01:00") }
    return sign == "-" ? -minutes : minutes
  }

  private static func text(_ minute: Int) -> String {
    let (hours, minutes) = minute.quotientAndRemainder(dividingBy: 60)
    return (hours < 10 ? "0" : "") + "\(hours):" + (minutes < 10 ? "0" : "") + "\(minutes)"
  }
}
