import GatewayConfig

extension OutageBehaviour {
  init(reading reader: ConfigurationReader) {
    perDay = reader.number(
      "per_day", default: perDay, in: 0...10_000, help: "How often a station's connection fails in a day, on average.")
    duration = reader.durations(
      "duration", default: duration, in: .seconds(1)...(.seconds(7 * 86_400)), help: "How long it fails.")
    powerLoss = reader.probability(
      "power_loss", default: powerLoss, help: "That it is the power that fails: then the station boots again.")
  }
}
