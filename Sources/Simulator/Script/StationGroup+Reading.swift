import GatewayConfig
import OCPPCodec

extension StationGroup {
  /// How versions are written.
  private enum Version: String, CaseIterable {
    case ocpp16 = "ocpp1.6"
    case ocpp201 = "ocpp2.0.1"
  }

  init(reading reader: ConfigurationReader) {
    count = reader.integer("count", default: 1, in: 1...1_000_000, help: "How many stations.")
    id =
      reader.value(
        "id", type: "text", default: id.text, expected: "a station id such as CP-###",
        help: "Their ids; `#` stand for the number, from 1: `CP-###` is CP-001, CP-002, …"
      ) { text throws(ConfigurationValueProblem) in try StationIDPattern(parsing: text) } ?? id
    if count > 1, !id.isNumbered {
      reader.report("'\(reader.path).id' needs a '#' for the number, since there are \(count) stations", at: "id")
    }
    version =
      reader.enumeration("version", default: Version.ocpp16, help: "The version of OCPP they speak.") == .ocpp16
      ? .v16 : .v201
    vendor = reader.string("vendor", default: vendor, length: 1...20, help: "The vendor's name.")
    model = reader.string("model", default: model, length: 1...20, help: "The model.")
    firmware = reader.string("firmware", default: firmware, length: 1...50, help: "The version of the firmware.")
    connectors = reader.integer("connectors", default: 1, in: 1...100, help: "How many connectors (2.0.1: EVSEs).")
    password = reader.secret(
      "password", help: "With which they authenticate (HTTP Basic); without one they don't.")?.revealed()
    idTags = reader.strings(
      "id_tags", default: idTags, count: 1...100_000, help: "What drivers present; drawn for each session."
    ).map(\.value)
    settings = Self.settings(reading: reader)
    sessions = SessionBehaviour(reading: reader.section("sessions", help: "How drivers behave."))
    outages = OutageBehaviour(reading: reader.section("outages", help: "When the stations aren't connected."))
    quirks = StationQuirks(reading: reader.section("quirks", help: "What is wrong with the stations."))
  }

  private static func settings(reading reader: ConfigurationReader) -> [String: String] {
    let section = reader.section(
      "settings", help: "Configuration keys of 1.6 with their values, where they differ from the factory's.")
    var settings: [String: String] = [:]
    for entry in section.entries() {
      guard case .scalar(let scalar) = entry.value.content else {
        section.report("'\(section.path)' must have one value for each key", at: entry.key.value)
        continue
      }
      settings[entry.key.value] = scalar.text
    }
    return settings
  }
}
