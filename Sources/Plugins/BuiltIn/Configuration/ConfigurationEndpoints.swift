import GatewayCore
import OCPPCodec

/// Stations' stored configuration, for operators. What a station has is asked and changed at `…/configuration/live`.
struct ConfigurationEndpoints: Sendable {
  private let gateway: GatewayServices
  private let applier: ConfigurationApplier

  private static let tag = "Configuration"
  private static let path = "/api/v1/chargepoints/{id}/configuration"
  private static let content = Endpoint.Content.envelope(
    "`{clientId, rebootRequired, differences, settings: [{key, desired, source, actual, readOnly, differs, …}], operation}`"
  )

  private static let body = EndpointBody(
    [
      EndpointBody.Member("key", ["type": "string", "maxLength": 50, "description": "With `value`: one setting."]),
      EndpointBody.Member("value", ["type": "string", "maxLength": 500]),
      EndpointBody.Member(
        "settings",
        ["type": "object", "additionalProperties": ["type": "string"], "description": "Several, by their keys."]),
      EndpointBody.Member(
        "apply",
        [
          "type": "boolean", "default": true,
          "description": "Whether a connected station gets it at once; if not, when it boots.",
        ]),
    ],
    example: ["settings": ["HeartbeatInterval": "300"]])

  init(_ gateway: GatewayServices, _ applier: ConfigurationApplier) {
    self.gateway = gateway
    self.applier = applier
  }

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, Self.path, tag: Self.tag, "What a station shall have, what it has, and the difference.",
        content: Self.content, statuses: [200, 404, 409, 503]
      ) { request in try await answer("configuration", try await stationWithKeys(request["id"]), nil) },
      Endpoint(
        .post, Self.path, tag: Self.tag, "Stores settings that a station shall have beside the others.",
        body: Self.body, content: Self.content, statuses: [200, 202, 400, 404, 409, 503]
      ) { try await store($0, isComplete: false) },
      Endpoint(
        .put, Self.path, tag: Self.tag, "Stores the settings that a station shall have instead of those before.",
        body: Self.body, content: Self.content, statuses: [200, 202, 400, 404, 409, 503]
      ) { try await store($0, isComplete: true) },
      Endpoint(
        .delete, Self.path + "/{key}", tag: Self.tag,
        "Wishes nothing of a key any more; the station keeps what it has.", content: .envelope("Nothing."),
        statuses: [200, 404, 409, 503]
      ) { request in
        let station = try await stationWithKeys(request["id"])
        let isThere = try await gateway.store.removeDesiredSetting(
          request["key"], of: station.id, at: gateway.clock.milliseconds)
        guard isThere else {
          throw APIError(.notFound, "nothing is stored for the key '\(request["key"].escapedForPeople(limit: 64))'")
        }
        return APIAnswer("removed")
      },
      Endpoint(
        .post, Self.path + "/apply", tag: Self.tag, "Gives a station now what it shall have and has not.",
        content: Self.content, statuses: [200, 202, 404, 409, 503]
      ) { request in try await apply("nothing to apply, or it is under way", try await stationWithKeys(request["id"]))
      },
      Endpoint(
        .get, Self.path + "/export", tag: Self.tag,
        "What a station has and shall have, to be kept or given to another.",
        content: .envelope("`{clientId, vendor, model, firmwareVersion, exportedAt, settings, desired}`"),
        statuses: [200, 404, 409, 503]
      ) { try await export($0) },
      Endpoint(
        .get, Self.path + "/history", tag: Self.tag, "What was done with a station's settings, the newest first.",
        parameters: [.limit], content: .envelope("`{items: [{key, value, outcome, time}]}`"),
        statuses: [200, 404, 409, 503]
      ) { request in
        let limit = try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit
        let station = try await stationWithKeys(request["id"])
        let changes = try await gateway.store.settingChanges(of: station.id, limit: limit)
        return .list(
          "changes",
          changes.map { change in
            [
              "key": .text(change.key), "value": .optional(change.value), "outcome": .text(change.outcome),
              "time": .moment(change.moment),
            ]
          })
      },
    ]
  }

  /// The station that a path names, if it has configuration keys.
  private func stationWithKeys(_ id: String) async throws -> KnownStation {
    let station = try await gateway.station(id)
    guard station.version != .v201 else {
      throw APIError(
        .conflict,
        "station '\(station.id)' speaks OCPP 2.0.1, which has variables instead of keys: see …/configuration/live and …/variables"
      )
    }
    return station
  }

  private func store(_ request: APIRequest, isComplete: Bool) async throws -> APIAnswer {
    let body = try request.json()
    var reader = BodyReader(body, members: Self.body.members.map(\.name))
    let applies = reader.boolean("apply") ?? true
    let values = Self.values(body, &reader)
    try reader.finish()
    let station = try await stationWithKeys(request["id"])
    let now = gateway.clock.milliseconds
    try await gateway.store.putDesiredSettings(
      values.map { DesiredSetting(key: $0.key, value: $0.value, updatedAt: now) }, isComplete: isComplete,
      of: station.id, at: now)
    gateway.events.publish(
      .configuration, of: station.id, at: now,
      ["outcome": "stored", "settings": .object(values.map { (name: $0.key, value: .text($0.value)) })])
    guard applies else { return try await answer("stored", station, nil) }
    return try await apply("stored", station)
  }

  /// One setting, or several.
  private static func values(_ body: JSONBody, _ reader: inout BodyReader) -> [(key: String, value: String)] {
    var values: [(key: String, value: String)] = []
    if case .object(let members)? = body.value["settings"] {
      for member in members {
        guard let value = member.value.string else {
          reader.report("/settings/\(member.name)", .type, "the value of '\(member.name)' must be a string")
          continue
        }
        if values.contains(where: { StationSetting.identity($0.key) == StationSetting.identity(member.name) }) {
          reader.report("/settings/\(member.name)", .wellFormed, "the key '\(member.name)' is given twice")
        }
        values.append((member.name, value))
      }
    } else if body.value["settings"] != nil {
      reader.report("/settings", .type, "'settings' must be an object of keys and their values")
    } else if let key = reader.requiredText("key") {
      if body.value["value"] == nil {
        reader.report("", .required, member: "value", "the member 'value' is needed")
      } else if let value = reader.text("value") {
        values.append((key, value))
      }
    }
    for (key, value) in values {
      if let problem = SettingRules.problem(key: key, value: value) {
        reader.report(body.value["settings"] == nil ? "/value" : "/settings/\(key)", .enum, problem)
      }
    }
    return values
  }

  /// - Parameter idle: what is said when there is nothing to do.
  private func apply(_ idle: String, _ station: KnownStation) async throws -> APIAnswer {
    guard station.session?.version == .v16 else {
      return try await answer("\(idle); the station gets it when it boots", station, nil)
    }
    let operation = try await applier.begin(station.id, reason: "an operator asked for it", gateway)
    return try await answer(operation == nil ? idle : "the station gets it", station, operation)
  }

  private func answer(
    _ message: String, _ station: KnownStation, _ operation: OperationRecord?
  ) async throws -> APIAnswer {
    let options = try await applier.options(of: station.id, gateway)
    let plan = try await SettingsPlan(of: station.id, options: options, gateway.store)
    return APIAnswer(
      operation == nil ? .ok : .accepted, message,
      data: [
        "clientId": .text(station.id.text),
        "rebootRequired": .boolean(plan.items.contains { $0.actual?.needsReboot ?? false }),
        "differences": .integer(plan.items.count(where: \.differs)),
        "settings": .array(plan.items.map(\.representation)),
        "operation": operation?.representation ?? .null,
      ])
  }

  private func export(_ request: APIRequest) async throws -> APIAnswer {
    let station = try await stationWithKeys(request["id"])
    let options = try await applier.options(of: station.id, gateway)
    let plan = try await SettingsPlan(of: station.id, options: options, gateway.store)
    func members(_ value: (SettingsPlan.Item) -> String?) -> APIValue {
      .object(plan.items.compactMap { item in value(item).map { (name: item.key, value: .text($0)) } })
    }
    return APIAnswer(
      "export",
      data: [
        "clientId": .text(station.id.text), "vendor": .optional(station.record?.vendor),
        "model": .optional(station.record?.model), "firmwareVersion": .optional(station.record?.firmwareVersion),
        "exportedAt": .moment(gateway.clock.milliseconds), "settings": members { $0.actual?.value },
        "desired": members { $0.desired },
      ])
  }
}

extension SettingsPlan.Item {
  fileprivate var representation: APIValue {
    let standard = StandardSetting.named(key)
    return [
      "key": .text(key), "desired": .optional(desired), "source": .optional(source?.rawValue),
      "actual": .optional(actual?.value), "readOnly": actual?.isReadOnly.map { .boolean($0) } ?? .null,
      "needsReboot": .boolean(actual?.needsReboot ?? false), "differs": .boolean(differs),
      "type": .optional(standard?.kind.rawValue), "unit": .optional(standard?.unit),
      "receivedAt": .moment(actual?.receivedAt),
    ]
  }
}
