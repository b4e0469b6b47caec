import GatewayCore
import OCPPCodec

/// Starting and stopping transactions from afar, the same for both versions.
struct RemoteTransactionRoutes: Sendable {
  let services: APIServices

  private static let tag = "Transactions"
  private static let content = Endpoint.Content.envelope(
    "`{requestId, clientId, connectorId, status: accepted|rejected|timeout, message}`")

  private static let startBody = EndpointBody(
    [
      EndpointBody.Member("clientId", ["type": "string"], isRequired: true),
      EndpointBody.Member(
        "connectorId", ["type": "integer", "description": "In 2.0.1: the EVSE. Without it the station chooses."]),
      EndpointBody.Member("idTag", ["type": "string"], isRequired: true),
      EndpointBody.Member(
        "type",
        [
          "type": "string", "enum": .texts(IdTokenBody.types),
          "description": "2.0.1; without it, the type that the id token is stored with, else Central.",
        ]),
    ],
    example: ["clientId": "CP-001", "connectorId": 1, "idTag": "USER123"])

  private static let stopBody = EndpointBody(
    [
      EndpointBody.Member("clientId", ["type": "string"], isRequired: true),
      EndpointBody.Member(
        "transactionId", ["description": "A number in 1.6, a string in 2.0.1; either is taken."], isRequired: true),
    ],
    example: ["clientId": "CP-001", "transactionId": 1234])

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/api/v1/transactions/remote-start", tag: Self.tag, "Asks a station to start a transaction.",
        body: Self.startBody, content: Self.content, statuses: CommandRoutes.statuses
      ) { try await start($0) },
      Endpoint(
        .post, "/api/v1/transactions/remote-stop", tag: Self.tag, "Asks a station to stop a transaction.",
        body: Self.stopBody, content: Self.content, statuses: CommandRoutes.statuses
      ) { try await stop($0) },
    ]
  }

  private func start(_ request: APIRequest) async throws -> APIAnswer {
    var reader = BodyReader(try request.json(), members: Self.startBody.members.map(\.name))
    let client = reader.requiredText("clientId") ?? ""
    let idTag = reader.requiredText("idTag") ?? ""
    let connector = reader.integer("connectorId")
    let type = reader.text("type")
    try reader.finish()
    let station = try await services.gateway.addressee(client)
    let command: String
    var payload: [(name: String, value: APIValue)]
    if station.version == .v201 {
      command = "RequestStartTransaction"
      var tokenType = type
      if tokenType == nil { tokenType = try await services.store.idToken(idTag)?.type }
      payload = [
        (name: "idToken", value: ["idToken": .text(idTag), "type": .text(tokenType ?? "Central")]),
        (name: "remoteStartId", value: .integer(Int.random(in: 1...Int(Int32.max)))),
      ]
      if let connector { payload.append((name: "evseId", value: .integer(connector))) }
    } else {
      command = "RemoteStartTransaction"
      payload = [(name: "idTag", value: .text(idTag))]
      if let connector { payload.append((name: "connectorId", value: .integer(connector))) }
    }
    let report = await CommandSender(services.gateway).send(
      command, payload: APIValue.object(payload).json, to: station)
    return Self.answer(report, connector: connector)
  }

  private func stop(_ request: APIRequest) async throws -> APIAnswer {
    let body = try request.json()
    var reader = BodyReader(body, members: Self.stopBody.members.map(\.name))
    let client = reader.requiredText("clientId") ?? ""
    var id = ""
    switch body.value["transactionId"] {
    case .string(let text)? where !text.isEmpty: id = text
    case .integer(let number)?: id = String(number)
    case nil, .null?: reader.report("", .required, member: "transactionId", "the member 'transactionId' is needed")
    default: reader.report("/transactionId", .type, "'transactionId' must be an integer or a string")
    }
    try reader.finish()
    let station = try await services.gateway.addressee(client)
    guard let transaction = try await services.store.transaction(id, of: station.id) else {
      throw APIError(
        .notFound, "station '\(station.id)' has no transaction '\(id.escapedForPeople(limit: 64))'")
    }
    let command: String
    let payload: APIValue
    if station.version == .v201 {
      command = "RequestStopTransaction"
      payload = ["transactionId": .text(id)]
    } else {
      command = "RemoteStopTransaction"
      payload = ["transactionId": Int(id).map { .integer($0) } ?? .text(id)]
    }
    let report = await CommandSender(services.gateway).send(command, payload: payload.json, to: station)
    let connector = station.version == .v201 ? transaction.evse : transaction.connector
    return Self.answer(report, connector: connector, transaction: .text(id))
  }

  /// The same answer for both versions and both directions.
  private static func answer(
    _ report: CommandReport,
    connector: Int?,
    transaction: APIValue? = nil
  ) -> APIAnswer {
    var data: [(name: String, value: APIValue)] = [
      (name: "requestId", value: .text(report.identity.requestID)),
      (name: "clientId", value: .text(report.identity.station.text)),
      (name: "connectorId", value: .optional(connector)),
    ]
    if let transaction { data.append((name: "transactionId", value: transaction)) }
    var message = report.message
    if let response = report.response {
      let word = response.statusWord
      message = "station '\(report.identity.station)' answered \(word.escapedForPeople(limit: 64))"
      data.append((name: "status", value: word == "Accepted" ? "accepted" : "rejected"))
    } else if report.status == .requestTimeout {
      data.append((name: "status", value: "timeout"))
    }
    data.append((name: "message", value: .text(message)))
    return APIAnswer(report.status, message, data: .object(data + report.details))
  }
}
