import GatewayCore
import OCPPCodec

/// A station's own settings, asked of it and changed in it.
struct LiveConfigurationRoutes: Sendable {
  let services: APIServices

  private static let tag = "Configuration"
  private static let path = "/api/v1/chargepoints/{id}/configuration/live"
  private static let key = EndpointParameter(
    "key", "1.6: a key; without any, all.", schema: ["type": "string"], isRepeated: true)
  private static let component = EndpointParameter(
    "component", "2.0.1: a component's name; as many as `variable`.", schema: ["type": "string"], isRepeated: true)
  private static let variable = EndpointParameter(
    "variable", "2.0.1: the name of a variable of the component.", schema: ["type": "string"], isRepeated: true)

  private static let body = EndpointBody(
    [
      EndpointBody.Member("key", ["type": "string", "description": "1.6"]),
      EndpointBody.Member("component", ["type": "string", "description": "2.0.1: the component's name."]),
      EndpointBody.Member("variable", ["type": "string", "description": "2.0.1: the variable's name."]),
      EndpointBody.Member(
        "attribute",
        [
          "type": "string", "enum": ["Actual", "Target", "MinSet", "MaxSet"],
          "description": "2.0.1; without it, Actual.",
        ]),
      EndpointBody.Member("value", ["type": "string"], isRequired: true),
    ],
    example: ["key": "HeartbeatInterval", "value": "300"])

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, Self.path, tag: Self.tag, "Asks a station for settings: GetConfiguration (1.6) or GetVariables (2.0.1).",
        parameters: [Self.key, Self.component, Self.variable],
        content: .envelope("`{requestId, clientId, command, response}`"), statuses: CommandRoutes.statuses
      ) { try await read($0) },
      Endpoint(
        .put, Self.path, tag: Self.tag, "Changes a setting: ChangeConfiguration (1.6) or SetVariables (2.0.1).",
        body: Self.body, content: .envelope("`{requestId, clientId, command, response}`"),
        statuses: CommandRoutes.statuses
      ) { try await change($0) },
    ]
  }

  private func read(_ request: APIRequest) async throws -> APIAnswer {
    let station = try await services.gateway.addressee(request["id"])
    let keys = request.query.values(Self.key)
    let components = request.query.values(Self.component)
    let variables = request.query.values(Self.variable)
    let command: String
    let payload: APIValue
    if station.version == .v201 {
      guard keys.isEmpty else {
        throw request.query.invalid(Self.key, .additionalProperties, "is for 1.6; this station speaks 2.0.1")
      }
      guard !components.isEmpty, components.count == variables.count else {
        throw request.query.invalid(Self.component, .required, "is needed, and as many times as 'variable'")
      }
      command = "GetVariables"
      let wanted = zip(components, variables).map { component, variable -> APIValue in
        ["component": ["name": .text(component)], "variable": ["name": .text(variable)]]
      }
      payload = ["getVariableData": .array(wanted)]
    } else {
      for (parameter, values) in [(Self.component, components), (Self.variable, variables)] where !values.isEmpty {
        throw request.query.invalid(parameter, .additionalProperties, "is for 2.0.1; this station speaks 1.6")
      }
      command = "GetConfiguration"
      payload = keys.isEmpty ? [:] : ["key": .texts(keys)]
    }
    return await CommandSender(services.gateway).send(command, payload: payload.json, to: station).answer
  }

  private func change(_ request: APIRequest) async throws -> APIAnswer {
    let body = try request.json()
    let station = try await services.gateway.addressee(request["id"])
    let isNew = station.version == .v201
    var reader = BodyReader(body, members: isNew ? ["component", "variable", "attribute", "value"] : ["key", "value"])
    // An empty value is one, too.
    let value = reader.text("value")
    if value == nil, reader.violations.isEmpty || body["value"] == nil {
      reader.report("", .required, member: "value", "the member 'value' is needed")
    }
    let command: String
    let payload: APIValue
    if isNew {
      command = "SetVariables"
      var data: [(name: String, value: APIValue)] = []
      if let attribute = reader.text("attribute") { data.append((name: "attributeType", value: .text(attribute))) }
      data.append((name: "attributeValue", value: .text(value ?? "")))
      data.append((name: "component", value: ["name": .text(reader.requiredText("component") ?? "")]))
      data.append((name: "variable", value: ["name": .text(reader.requiredText("variable") ?? "")]))
      payload = ["setVariableData": [.object(data)]]
    } else {
      command = "ChangeConfiguration"
      payload = ["key": .text(reader.requiredText("key") ?? ""), "value": .text(value ?? "")]
    }
    try reader.finish()
    return await CommandSender(services.gateway).send(command, payload: payload.json, to: station).answer
  }
}
