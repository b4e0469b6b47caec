import GatewayPluginSDK

/// What a transaction has charged so far, kept in the plugin's state.
struct Bill: Codable, Sendable, Hashable {
  /// The last reading: milliwatt-hours, and milliseconds since the epoch.
  var register: Int
  var time: Int64
  /// Milliwatt-hours by the rule they were charged under.
  var energy: [String: Int]

  init(reading: Reading, _ tariff: Tariff) {
    register = reading.milliwattHours
    time = reading.time
    energy = [:]
  }

  /// Milliseconds between two readings that are believed: a clock that says more was wrong (31 days).
  private static let longestSpan: Int64 = 2_678_400_000

  var milliwattHours: Int { energy.values.reduce(0, +) }

  /// Adds what was charged between the last reading and this one; what is between them counts as charged evenly.
  ///
  /// A register that doesn't grow is a repetition, or came in the wrong order.
  mutating func charge(upTo reading: Reading, _ tariff: Tariff) {
    let charged = reading.milliwattHours - register
    guard charged > 0 else { return }
    let end = max(time, reading.time)
    let begin = max(time, end - Self.longestSpan)
    let span = end - begin
    var rest = charged
    let shares = tariff.shares(from: begin, to: end)
    for (index, share) in shares.enumerated() {
      // The last takes what rounding left.
      let part =
        index == shares.count - 1 || span == 0
        ? rest : Int((Double(charged) * Double(share.milliseconds) / Double(span)).rounded())
      energy[share.name, default: 0] += part
      rest -= part
    }
    register = reading.milliwattHours
    time = end
  }

  /// Millionths of the currency.
  func cost(_ tariff: Tariff) -> Int {
    tariff.periods.reduce(tariff.sessionFee) { sum, period in
      sum + (energy[period.name] ?? 0) * period.price / 1_000_000
    }
  }

  /// Such as `day 3.500 kWh, night 1.000 kWh`.
  func description(_ tariff: Tariff) -> String {
    tariff.periods.compactMap { period in
      energy[period.name].map { "\(period.name) \(Tariff.decimal($0, unit: 1_000_000, digits: 3)) kWh" }
    }.joined(separator: ", ")
  }
}
