/// Messages, and a configuration that they are measured under.
struct Subject: Sendable {
  var name: String
  /// YAML.
  var configuration: String
  /// The first sample's value, and what follows the samples.
  var value = "\"1234675\""
  var rest = ""

  static let all = [
    Subject(name: "conform; strict", configuration: ""),
    Subject(name: "conform; lenient, repair pack common", configuration: "validation: lenient\n\(common)"),
    Subject(name: "do not; refused", configuration: "", rest: extra),
    Subject(name: "do not; let through, lenient", configuration: "validation: lenient", rest: extra),
    Subject(name: "do not; waived, repair pack common", configuration: common, rest: extra),
    Subject(name: "do not; repaired, repair pack common", configuration: common, value: "1234675"),
  ]

  private static let common = "repair: { packs: [common] }"
  private static let extra = ",\"vendorExtension\":17"

  /// Frames that differ in their ids only.
  var frames: [[UInt8]] {
    (0..<1000).map { number in
      Array("[2,\"\(number)-7d1e-4c2a-9b3f\",\"MeterValues\",\(payload)]".utf8)
    }
  }

  private var payload: String {
    let units = ["A", "A", "A", "V"].map { "{\"value\":\"15.07\",\"context\":\"Sample.Periodic\",\"unit\":\"\($0)\"}" }
    let samples = ["{\"value\":\(value),\"measurand\":\"Energy.Active.Import.Register\",\"unit\":\"Wh\"}"] + units
    return "{\"connectorId\":1,\"transactionId\":987654,\"meterValue\":[{\"timestamp\":\"2026-03-14T09:26:07.259Z\","
      + "\"sampledValue\":[\(samples.joined(separator: ","))]}]\(rest)}"
  }
}
