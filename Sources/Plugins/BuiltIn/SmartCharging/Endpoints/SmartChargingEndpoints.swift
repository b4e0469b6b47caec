import GatewayCore
import OCPP16
import OCPPCodec

/// What operators can ask of `smart-charging`.
struct SmartChargingEndpoints: Sendable {
  static let tag = "Smart charging"
  /// The statuses of a route that sends something to a station and waits.
  static let commandStatuses = [200, 400, 404, 408, 409, 502, 503]

  let charging: SmartChargingHandler
  let gateway: GatewayServices

  init(_ charging: SmartChargingHandler, _ gateway: GatewayServices) {
    self.charging = charging
    self.gateway = gateway
  }

  var endpoints: [Endpoint] { profileEndpoints + scheduleEndpoints + templateEndpoints }

  // MARK: Profiles

  private static let profileID = EndpointParameter(
    "chargingProfileId", "Only the profile of this id.", schema: ["type": "integer"])
  private static let connectorID = EndpointParameter(
    "connectorId", "Only those for this connector; 0 is the station.", schema: ["type": "integer", "minimum": 0])
  private static let purpose = EndpointParameter.choice(
    "purpose", "Only those of this purpose.", ChargingProfilePurpose.allCases.map(\.rawValue))
  private static let stackLevel = EndpointParameter(
    "stackLevel", "Only those on this level.", schema: ["type": "integer", "minimum": 0])

  private static let setBody = EndpointBody(
    [
      .init("connectorId", ["type": "integer", "minimum": 0], isRequired: true),
      .init("profile", ["type": "object", "description": "A charging profile, as in SetChargingProfile."]),
      .init("template", ["type": "string", "description": "Instead of a profile: the name of a template."]),
      .init("chargingProfileId", ["type": "integer", "description": "Instead of the template's own."]),
      .init("stackLevel", ["type": "integer", "description": "Instead of the template's own."]),
      .init("transactionId", ["type": "integer", "description": "For a template that is a TxProfile."]),
      .init(
        "startSchedule", ["type": "string", "format": "date-time", "description": "Instead of the template's own."]),
      .init("validFrom", ["type": "string", "format": "date-time"]),
      .init("validTo", ["type": "string", "format": "date-time"]),
    ],
    example: ["connectorId": 1, "template": "night"])

  private var profileEndpoints: [Endpoint] {
    let path = "/api/v1/chargepoints/{id}/charging-profiles"
    return [
      Endpoint(
        .get, path, tag: Self.tag, "The charging profiles that a station accepted.", content: .envelope("`{items}`"),
        statuses: [200, 404]
      ) { request in
        let station = try await gateway.station(request["id"])
        let profiles = try await gateway.store.chargingProfiles(of: station.id)
        return .list("charging profiles", profiles.map(\.representation))
      },
      Endpoint(
        .post, path, tag: Self.tag, "Sends a charging profile to a station.", body: Self.setBody,
        content: .envelope("`{requestId, clientId, command, response}`"), statuses: Self.commandStatuses
      ) { try await setProfile($0) },
      Endpoint(
        .delete, path, tag: Self.tag, "Lets a station clear the charging profiles that match all that is given.",
        parameters: [Self.profileID, Self.connectorID, Self.purpose, Self.stackLevel],
        content: .envelope("`{requestId, clientId, command, response}`"), statuses: Self.commandStatuses
      ) { try await clearProfiles($0) },
    ]
  }

  private func setProfile(_ request: APIRequest) async throws -> APIAnswer {
    var reader = BodyReader(try request.json(), members: Self.setBody.members.map(\.name))
    let connector = reader.integer("connectorId")
    if connector == nil { reader.report("", .required, member: "connectorId", "the member 'connectorId' is needed") }
    let template = reader.text("template")
    var adjustments = ChargingTemplate.Adjustments(
      id: reader.integer("chargingProfileId"), transaction: reader.integer("transactionId"),
      stackLevel: reader.integer("stackLevel"), startSchedule: reader.dateTime("startSchedule"),
      validFrom: reader.dateTime("validFrom"), validTo: reader.dateTime("validTo"))
    let given = reader.body["profile"]
    if (given == nil) == (template == nil) {
      reader.report("", .required, member: "profile", "either 'profile' or 'template' is needed")
    }
    if given != nil, adjustments != ChargingTemplate.Adjustments() {
      reader.report("/profile", .additionalProperties, "members beside 'profile' adjust a template only")
    }
    try reader.finish()
    let station = try await gateway.addressee(request["id"])
    let profile: RawJSON
    if let given {
      profile = given
    } else {
      let name = template ?? ""
      guard let found = try await charging.template(name, gateway) else {
        throw APIError(.notFound, "there is no template '\(name.escapedForPeople(limit: 64))'")
      }
      if adjustments.id == nil, found.profile.chargingProfileId == 0 {
        adjustments.id = try await freeID(found.profile, connector: connector ?? 0, station.id)
      }
      profile = found.profile(adjustments).json
    }
    let payload = APIValue.object([
      (name: "connectorId", value: .integer(connector ?? 0)), (name: "csChargingProfiles", value: .raw(profile)),
    ])
    return await CommandSender(gateway).send("SetChargingProfile", payload: payload.json, to: station).answer
  }

  /// An id for a template that has none: that of the profile whose place it takes, or one that the station hasn't got.
  private func freeID(
    _ profile: OCPP16.ChargingProfile, connector: Int, _ station: StationID
  ) async throws -> Int {
    let installed = try await gateway.store.chargingProfiles(of: station)
    let same = installed.first {
      $0.connector == connector && $0.stackLevel == profile.stackLevel
        && $0.purpose.rawValue == profile.chargingProfilePurpose.text
    }
    if let same { return same.id }
    let taken = Set(installed.map(\.id))
    return (1...).first { !taken.contains($0) } ?? 1
  }

  private func clearProfiles(_ request: APIRequest) async throws -> APIAnswer {
    let all = 0...Int(Int32.max)
    var payload: [(name: String, value: APIValue)] = []
    if let id = try request.query.integer(Self.profileID, in: -Int(Int32.max)...Int(Int32.max)) {
      payload.append((name: "id", value: .integer(id)))
    }
    if let connector = try request.query.integer(Self.connectorID, in: all) {
      payload.append((name: "connectorId", value: .integer(connector)))
    }
    if let purpose = try request.query.choice(Self.purpose, as: ChargingProfilePurpose.self) {
      payload.append((name: "chargingProfilePurpose", value: .text(purpose.rawValue)))
    }
    if let level = try request.query.integer(Self.stackLevel, in: all) {
      payload.append((name: "stackLevel", value: .integer(level)))
    }
    let station = try await gateway.addressee(request["id"])
    return await CommandSender(gateway).send(
      "ClearChargingProfile", payload: APIValue.object(payload).json, to: station
    ).answer
  }
}

extension BodyReader {
  /// A date and time that may be absent.
  mutating func dateTime(_ name: String) -> DateTime? {
    guard let text = text(name) else { return nil }
    guard let moment = DateTime(rfc3339: text) else {
      report("/\(name)", .format, "'\(name)' must be a date and time such as 2026-01-01T22:00:00Z")
      return nil
    }
    return moment
  }
}
