import GatewayConfig
import GatewayCore
import OCPP16
import OCPPCodec

/// What a campaign does, for whom, and how fast.
struct CampaignDefinition: Sendable {
  /// For people.
  let name: String
  let transfer: TransferBody
  let selection: StationSelection
  let limits: CampaignLimits
  /// When stations that haven't come are given up; milliseconds since the epoch.
  let endsAt: Int64?
  /// What was asked for, as it is kept.
  let json: RawJSON

  private static let parallelism = 1...10_000
  private static let patterns = ["id", "vendor", "model", "firmware"]

  private static let own: [EndpointBody.Member] = {
    let pattern: APIValue = ["type": "string", "description": "`*` is any text, `?` any one character."]
    return [
      EndpointBody.Member("name", ["type": "string", "maxLength": 200], isRequired: true),
      EndpointBody.Member(
        "kind", ["type": "string", "enum": .texts(TransferCommand.kinds), "default": "UpdateFirmware"]),
      EndpointBody.Member(
        "stations",
        [
          "type": "object",
          "properties": .object(patterns.map { (name: $0, value: pattern) }),
          "description": "Which stations: those that match every pattern given; at least one.",
        ], isRequired: true),
      EndpointBody.Member("parallelism", ["type": "integer", "minimum": 1, "default": 10]),
      EndpointBody.Member(
        "abortAfterFailures", ["type": "integer", "minimum": 1, "description": "As many failures end it."]),
      EndpointBody.Member(
        "abortAfterFailurePercent",
        [
          "type": "integer", "minimum": 0, "maximum": 100,
          "description": "A greater share of failures ends it, once as many jobs have ended as run at a time.",
        ]),
      EndpointBody.Member(
        "endsAt",
        ["type": "string", "format": "date-time", "description": "When stations that haven't connected are given up."]),
    ]
  }()

  static let body: EndpointBody = {
    var names: Set<String> = []
    let members = (own + TransferBody.firmware + TransferBody.diagnostics).filter { names.insert($0.name).inserted }
    return EndpointBody(
      members,
      example: [
        "name": "2.1 for the depots", "location": "https://files.example.com/firmware/2.1.bin",
        "expectedVersion": "2.1",
        "stations": ["id": "DEPOT-*", "vendor": "ACME", "firmware": "1.*"], "parallelism": 5, "abortAfterFailures": 3,
      ])
  }()

  /// - Parameter now: milliseconds since the epoch.
  /// - Throws: ``APIError`` with all that is wrong.
  init(_ body: JSONBody, _ configuration: FirmwareConfiguration, now: Int64) throws(APIError) {
    let isUpload = body.value["kind"]?.string == OCPP16.GetDiagnosticsRequest.action
    let members = Self.own + (isUpload ? TransferBody.diagnostics : TransferBody.firmware)
    var reader = BodyReader(body, members: members.map(\.name))
    name = reader.requiredText("name") ?? ""
    if name.unicodeScalars.count > 200 { reader.report("/name", .maxLength, "'name' must have at most 200 characters") }
    let kind = reader.text("kind") ?? OCPP16.UpdateFirmwareRequest.action
    if !TransferCommand.kinds.contains(kind) {
      reader.report("/kind", .enum, "'kind' must be one of: \(TransferCommand.kinds.joined(separator: ", "))")
    }
    transfer = TransferBody(kind, reading: &reader, configuration, now: now)
    selection = Self.selection(body.value["stations"], &reader)
    limits = CampaignLimits(
      parallelism: TransferBody.count("parallelism", &reader, in: Self.parallelism) ?? 10,
      maximumFailures: TransferBody.count("abortAfterFailures", &reader, in: 1...1_000_000),
      maximumFailurePercent: TransferBody.count("abortAfterFailurePercent", &reader, in: 0...100))
    endsAt = TransferBody.date("endsAt", &reader)?.millisecondsSinceEpoch
    json = body.value.json
    try reader.finish()
  }

  /// A campaign as it was stored.
  ///
  /// - Throws: ``APIError`` when it isn't allowed any more, or is damaged.
  init(_ campaign: CampaignRecord, _ configuration: FirmwareConfiguration) throws(APIError) {
    try self.init(JSONBody(Array(campaign.definition.text.utf8)), configuration, now: campaign.createdAt)
  }

  private static func selection(_ value: JSONValue?, _ reader: inout BodyReader) -> StationSelection {
    var selection = StationSelection()
    guard case .object(let members)? = value else {
      reader.report("/stations", .required, member: "stations", "'stations' must be an object with patterns")
      return selection
    }
    for member in members {
      guard patterns.contains(member.name) else {
        reader.report(
          "/stations", .additionalProperties, member: member.name,
          "'stations' has \(patterns.joined(separator: ", ")), not '\(member.name.escapedForPeople(limit: 64))'")
        continue
      }
      guard let text = member.value.string, (1...255).contains(text.unicodeScalars.count) else {
        reader.report("/stations/\(member.name)", .type, "'\(member.name)' must be a pattern of 1 to 255 characters")
        continue
      }
      let pattern = GlobPattern(text)
      switch member.name {
      case "id": selection.id = pattern
      case "vendor": selection.vendor = pattern
      case "model": selection.model = pattern
      default: selection.firmware = pattern
      }
    }
    if members.isEmpty {
      reader.report("/stations", .required, "'stations' names no stations; {\"id\":\"*\"} is every station")
    }
    return selection
  }
}
