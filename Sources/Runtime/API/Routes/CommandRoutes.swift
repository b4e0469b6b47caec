import GatewayCore
import OCPPCodec

/// Commands to stations: every action that a CSMS may send.
struct CommandRoutes: Sendable {
  let services: APIServices

  private static let tag = "Commands"
  private static let content = Endpoint.Content.envelope("`{requestId, clientId, command, response}`")
  /// The statuses of a route that sends something to a station and waits.
  static let statuses = [200, 400, 404, 408, 409, 502, 503]

  private static var commandBody: EndpointBody {
    let commands = OCPPVersion.allCases.flatMap(CommandCatalog.commands)
    let lists = OCPPVersion.allCases.map { version in
      "\(version.rawValue): \(CommandCatalog.commands(of: version).joined(separator: ", "))"
    }
    return EndpointBody(
      [
        EndpointBody.Member(
          "command",
          [
            "type": "string", "enum": .texts(Set(commands).sorted()),
            "description": .text("By the station's version. " + lists.joined(separator: ". ")),
          ], isRequired: true),
        EndpointBody.Member(
          "payload",
          ["type": "object", "description": "The payload. Without it, all members that are not listed here are."]),
        EndpointBody.Member(
          "timeout",
          [
            "type": "number", "minimum": .number(DecimalNumber(significand: 1, exponent: -1)), "maximum": 300,
            "description": "Seconds to wait; default 10.",
          ]),
        EndpointBody.Member(
          "async",
          ["type": "boolean", "default": false, "description": "Answer 202 at once; ask for the outcome later."]),
      ],
      isOpen: true,
      example: ["command": "RemoteStartTransaction", "connectorId": 1, "idTag": "USER123"])
  }

  private static let triggerBody = EndpointBody(
    [
      EndpointBody.Member("requestedMessage", ["type": "string"], isRequired: true),
      EndpointBody.Member("connectorId", ["type": "integer", "description": "In 2.0.1: the EVSE."]),
    ],
    example: ["requestedMessage": "StatusNotification", "connectorId": 1])

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/api/v1/chargepoints/{id}/commands", tag: Self.tag,
        "Sends a command to a station and gives its answer.",
        body: Self.commandBody, content: Self.content, statuses: Self.statuses + [202]
      ) { try await command($0) },
      Endpoint(
        .get, "/api/v1/chargepoints/{id}/commands/{requestId}", tag: Self.tag,
        "How a command that was sent with `async` went; known for ten minutes after its end.",
        content: .envelope("`{requestId, clientId, command, state: pending|succeeded|failed, status, response}`"),
        statuses: [200, 202, 404]
      ) { try poll($0) },
      Endpoint(
        .post, "/api/v1/chargepoints/{id}/trigger", tag: Self.tag, "Asks a station to send a message now.",
        body: Self.triggerBody, content: Self.content, statuses: Self.statuses
      ) { try await trigger($0) },
    ]
  }

  private func command(_ request: APIRequest) async throws -> APIAnswer {
    let body = try CommandBody(try request.json())
    let station = try await services.gateway.addressee(request["id"])
    let sender = CommandSender(services.gateway)
    let identity = CommandReport.Identity(requestID: MessageID.make(), station: station.id, command: body.command)
    let send: @Sendable () async -> CommandReport = {
      await sender.send(
        identity.command, payload: body.payload, to: station, timeout: body.timeout, requestID: identity.requestID)
    }
    guard body.isAsync else { return await send().answer }
    do {
      try sender.check(body.command, payload: body.payload, station: station)
      guard station.session != nil else { throw CommandFailure.offline }
      try services.background.submit(identity, send)
    } catch let failure as CommandFailure {
      return CommandReport(identity, error: failure, version: station.version).answer
    } catch is BackgroundCommands.Full {
      throw APIError(
        .serviceUnavailable, "too many commands are under way; try again later", headers: ["retry-after": "10"])
    }
    let path = "/api/v1/chargepoints/\(request["id"])/commands/\(identity.requestID)"
    return APIAnswer(
      .accepted, "accepted; ask for the outcome by the request id",
      data: .object(identity.members + [(name: "state", value: "pending")]),
      headers: Self.isPlain(path) ? ["location": path] : [:])
  }

  private func poll(_ request: APIRequest) throws -> APIAnswer {
    guard let station = StationID(request["id"]),
      let state = services.background.state(of: request["requestId"], for: station)
    else { throw APIError(.notFound, "there is no such request, or it ended more than ten minutes ago") }
    switch state {
    case .pending(let identity):
      return APIAnswer(
        .accepted, "not answered yet", data: .object(identity.members + [(name: "state", value: "pending")]))
    case .finished(let report):
      let isSuccess = report.status.code < 400
      let outcome: [(name: String, value: APIValue)] = [
        (name: "state", value: isSuccess ? "succeeded" : "failed"),
        (name: "status", value: .integer(report.status.code)),
      ]
      return APIAnswer(
        .ok, success: isSuccess, report.message,
        data: .object(report.identity.members + outcome + report.details))
    }
  }

  private func trigger(_ request: APIRequest) async throws -> APIAnswer {
    var reader = BodyReader(try request.json(), members: Self.triggerBody.members.map(\.name))
    let message = reader.requiredText("requestedMessage") ?? ""
    let connector = reader.integer("connectorId")
    try reader.finish()
    let station = try await services.gateway.addressee(request["id"])
    var payload: [(name: String, value: APIValue)] = [(name: "requestedMessage", value: .text(message))]
    if let connector {
      payload.append(
        station.version == .v201
          ? (name: "evse", value: ["id": .integer(connector)]) : (name: "connectorId", value: .integer(connector)))
    }
    let json = APIValue.object(payload).json
    var command = "TriggerMessage"
    // Some messages only the command of the security whitepaper can ask for (OCPP 1.6 security §4.3).
    if station.version == .v16, let plain = CommandCatalog.command(command, of: .v16),
      let extended = CommandCatalog.command("ExtendedTriggerMessage", of: .v16),
      CommandCatalog.violations(of: json, for: plain) != nil, CommandCatalog.violations(of: json, for: extended) == nil
    {
      command = extended.name
    }
    return await CommandSender(services.gateway).send(command, payload: json, to: station).answer
  }

  /// Whether a path can stand in a header as it is.
  private static func isPlain(_ path: String) -> Bool {
    path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "#") }
  }
}
