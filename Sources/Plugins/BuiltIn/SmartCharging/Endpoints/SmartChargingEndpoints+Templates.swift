import GatewayCore
import OCPP16
import OCPPCodec

extension SmartChargingHandler {
  /// A template by its name: the configuration's, or one that was put over REST.
  func template(_ name: String, _ gateway: GatewayServices) async throws -> ChargingTemplate? {
    if let template = configuration.templates[name] { return template }
    guard let stored = try await gateway.store.chargingProfileTemplate(name) else { return nil }
    return OCPP16.ChargingProfile(json: stored.profile).map { ChargingTemplate(profile: $0) }
  }
}

extension SmartChargingEndpoints {
  private static let templateContent = Endpoint.Content.envelope("`{name, profile, source, changedAt}`")

  private static let templateBody = EndpointBody(
    [.init("profile", ["type": "object", "description": "A charging profile; its id may be 0."], isRequired: true)],
    example: [
      "profile": [
        "chargingProfileId": 0, "stackLevel": 0, "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": [
          "chargingRateUnit": "A", "chargingSchedulePeriod": [["startPeriod": 0, "limit": 16]],
        ],
      ]
    ])

  var templateEndpoints: [Endpoint] {
    let path = "/api/v1/charging-profile-templates"
    return [
      Endpoint(.get, path, tag: Self.tag, "All templates of charging profiles.", content: .envelope("`{items}`")) { _ in
        let stored = try await gateway.store.chargingProfileTemplates()
          .filter { charging.configuration.templates[$0.name] == nil }.map(Self.representation)
        let configured = charging.configuration.templates.sorted { $0.key < $1.key }.map(Self.representation)
        return .list("templates", configured + stored)
      },
      Endpoint(
        .get, "\(path)/{name}", tag: Self.tag, "A template.", content: Self.templateContent, statuses: [200, 404]
      ) { request in
        if let template = charging.configuration.templates[request["name"]] {
          return APIAnswer("a template of the configuration", data: Self.representation((request["name"], template)))
        }
        guard let template = try await gateway.store.chargingProfileTemplate(request["name"]) else {
          throw Self.unknownTemplate(request["name"])
        }
        return APIAnswer("a template", data: Self.representation(template))
      },
      Endpoint(
        .put, "\(path)/{name}", tag: Self.tag, "Makes or replaces a template.", body: Self.templateBody,
        content: Self.templateContent, statuses: [200, 400, 409]
      ) { try await putTemplate($0) },
      Endpoint(
        .delete, "\(path)/{name}", tag: Self.tag, "Deletes a template.", content: Self.templateContent,
        statuses: [200, 404, 409]
      ) { request in
        try checkNotConfigured(request["name"])
        guard try await gateway.store.deleteChargingProfileTemplate(request["name"]) else {
          throw Self.unknownTemplate(request["name"])
        }
        return APIAnswer("deleted")
      },
    ]
  }

  private func putTemplate(_ request: APIRequest) async throws -> APIAnswer {
    let name = request["name"]
    var reader = BodyReader(try request.json(), members: Self.templateBody.members.map(\.name))
    if !(1...50).contains(name.unicodeScalars.count) {
      reader.report("", .maxLength, "a template's name has 1 to 50 characters")
    }
    var checked: OCPP16.ChargingProfile?
    if let json = reader.body["profile"] {
      do throws(MessageViolations) {
        let profile = try OCPP16.ChargingProfile(checking: json)
        checked = profile
        for problem in ChargingTemplate.problems(profile) {
          reader.report("/profile\(problem.pointer)", .format, problem.message)
        }
      } catch {
        for violation in error.violations {
          reader.report(
            violation.pointer.replacing("/csChargingProfiles", with: "/profile", maxReplacements: 1), violation.keyword,
            member: violation.member, violation.message)
        }
      }
    } else {
      reader.report("", .required, member: "profile", "the member 'profile' is needed")
    }
    try reader.finish()
    try checkNotConfigured(name)
    guard let checked else { throw APIError(.badRequest, "the profile can't be read") }
    let template = ChargingProfileTemplate(
      name: name, profile: checked.json, changedAt: gateway.clock.milliseconds)
    try await gateway.store.putChargingProfileTemplate(template)
    return APIAnswer("stored", data: Self.representation(template))
  }

  private func checkNotConfigured(_ name: String) throws(APIError) {
    guard charging.configuration.templates[name] != nil else { return }
    throw APIError(
      .conflict,
      "the template '\(name.escapedForPeople(limit: 64))' is in the configuration and can be changed only there")
  }

  private static func unknownTemplate(_ name: String) -> APIError {
    APIError(.notFound, "there is no template '\(name.escapedForPeople(limit: 64))'")
  }

  private static func representation(_ template: ChargingProfileTemplate) -> APIValue {
    [
      "name": .text(template.name), "profile": .raw(template.profile), "source": "rest",
      "changedAt": .moment(template.changedAt),
    ]
  }

  private static func representation(_ template: (key: String, value: ChargingTemplate)) -> APIValue {
    [
      "name": .text(template.key), "profile": .raw(template.value.profile.json), "source": "configuration",
      "changedAt": .null,
    ]
  }
}
