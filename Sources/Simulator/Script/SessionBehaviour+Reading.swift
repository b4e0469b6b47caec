import GatewayConfig

extension SessionBehaviour {
  init(reading reader: ConfigurationReader) {
    perDay = reader.number(
      "per_day", default: perDay, in: 0...10_000, help: "How many vehicles come to a connector in a day, on average.")
    duration = reader.durations(
      "duration", default: duration, in: .seconds(1)...(.seconds(7 * 86_400)), help: "How long a vehicle charges.")
    let powers = reader.section("power", help: "What a vehicle draws, in W.")
    let from = powers.integer("from", default: power.lowerBound, in: 0...1_000_000, help: "The least.")
    let to = powers.integer("to", default: power.upperBound, in: 0...1_000_000, help: "The most.")
    if from <= to { power = from...to } else { powers.report("'\(powers.path).from' is more than 'to'", at: "from") }
    full = reader.probability("full", default: full, help: "That a vehicle is full before it is fetched.")
    departure = reader.durations(
      "departure", default: departure, in: .zero...(.seconds(86_400)),
      help: "How long a vehicle stays connected after its transaction.")
  }
}
