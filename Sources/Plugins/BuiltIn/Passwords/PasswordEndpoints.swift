import GatewayCore
import OCPP16
import OCPP201
import OCPPCodec

/// How operators set stations' passwords.
struct PasswordEndpoints: Sendable {
  private static let path = "/api/v1/chargepoints/{id}/password"
  private static let tag = "Passwords"

  private let gateway: GatewayServices

  init(_ gateway: GatewayServices) {
    self.gateway = gateway
  }

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, Self.path, tag: Self.tag, "Whether a station has a password; not which one.",
        content: .envelope(
          "`{isSet, setAt, isChanging}`: `isChanging` when it was told a new one and didn't use it yet."),
        statuses: [200, 400, 503]
      ) { try await show($0) },
      Endpoint(
        .put, Self.path, tag: Self.tag,
        "Sets a station's password, which it need not have connected for; or tells it a new one.",
        body: EndpointBody(
          [
            .init("password", ["type": "string", "minLength": 16, "maxLength": 40]),
            .init("send", ["type": "boolean", "default": false]),
          ], example: ["send": true]),
        content: .envelope(
          "`{password}`: the password, in hexadecimal if it was generated, as it is without `password`. With `send` the "
            + "station is told it, and the old one counts until the new one is used."),
        statuses: [200, 400, 404, 408, 409, 502, 503]
      ) { try await set($0) },
      Endpoint(
        .delete, Self.path, tag: Self.tag, "Takes a station's password away: it connects without, if that is allowed.",
        content: .envelope("`null`"), statuses: [200, 400, 404, 503]
      ) { try await delete($0) },
    ]
  }

  private func show(_ request: APIRequest) async throws -> APIAnswer {
    let passwords = try await gateway.store.passwords(of: try station(request))
    return APIAnswer(
      passwords.isEmpty ? "no password is set" : "a password is set",
      data: [
        "isSet": .boolean(!passwords.isEmpty), "setAt": .moment(passwords.first?.createdAt),
        "isChanging": .boolean(passwords.count > 1),
      ])
  }

  private func set(_ request: APIRequest) async throws -> APIAnswer {
    var body = BodyReader(try request.json(), members: ["password", "send"])
    let text = body.text("password")
    let chosen = text.flatMap { StationPassword(chosen: $0) }
    if text != nil, chosen == nil {
      body.report("/password", .format, "a password has 16 to 40 printable ASCII characters, no spaces")
    }
    let sends = body.boolean("send") ?? false
    try body.finish()
    let password = chosen ?? .random()
    if sends { return try await send(password, to: try await gateway.addressee(request["id"])) }
    // Also of one that never connected: it is to connect with the password the first time.
    try await StationPasswords(gateway).replace(
      with: password, of: try station(request), isRandom: chosen == nil)
    return APIAnswer("the password is set", data: ["password": .text(password.text)])
  }

  /// The command passes the handler like any other, which keeps the password once the station has accepted it.
  private func send(_ password: StationPassword, to station: KnownStation) async throws -> APIAnswer {
    let report: CommandReport
    let isAccepted: Bool
    if station.version == .v201 {
      let payload: APIValue = [
        "setVariableData": [
          [
            "attributeValue": .text(password.text), "component": ["name": "SecurityCtrlr"],
            "variable": ["name": "BasicAuthPassword"],
          ]
        ]
      ]
      report = await CommandSender(gateway).send("SetVariables", payload: payload.json, to: station)
      let response = report.response as? OCPP201.SetVariablesResponse
      isAccepted =
        response?.setVariableResult.allSatisfy {
          $0.attributeStatus == .accepted || $0.attributeStatus == .rebootRequired
        } ?? false
    } else {
      let payload: APIValue = ["key": "AuthorizationKey", "value": .text(password.authorizationKey)]
      report = await CommandSender(gateway).send("ChangeConfiguration", payload: payload.json, to: station)
      let status = (report.response as? OCPP16.ChangeConfigurationResponse)?.status
      isAccepted = status == .accepted || status == .rebootRequired
    }
    guard report.response != nil else { return report.answer }
    guard isAccepted else { throw APIError(.conflict, "the station did not accept the password; the old one counts") }
    return APIAnswer("the station was told its new password", data: ["password": .text(password.text)])
  }

  private func delete(_ request: APIRequest) async throws -> APIAnswer {
    let station = try station(request)
    guard try await !gateway.store.passwords(of: station).isEmpty else {
      throw APIError(.notFound, "station '\(station)' has no password")
    }
    try await gateway.store.setPasswords([], of: station)
    return APIAnswer("the password is gone")
  }

  private func station(_ request: APIRequest) throws -> StationID {
    guard let station = StationID(request["id"]) else {
      throw APIError(.badRequest, "'\(request["id"].escapedForPeople(limit: 64))' can't be a station's id")
    }
    return station
  }
}
