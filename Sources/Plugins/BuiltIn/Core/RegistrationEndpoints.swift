import GatewayCore
import Logging
import OCPP16
import OCPP201
import OCPPCodec

/// What stations' BootNotifications are to be answered, decided station by station.
struct RegistrationEndpoints: Sendable {
  private let gateway: GatewayServices
  private let options: StationOptions<CoreConfiguration>

  private static let tag = "Charge points"
  private static let path = "/api/v1/chargepoints/{id}/registration"
  private static let content = Endpoint.Content.envelope(
    "`{clientId, registration, decided: {status, retryInterval, decidedAt}, configured}`")
  /// Seconds.
  private static let retryIntervals = 1...86_400

  private static let body = EndpointBody(
    [
      EndpointBody.Member(
        "status", ["type": "string", "enum": .texts(RegistrationState.allCases.map(\.rawValue))], isRequired: true),
      EndpointBody.Member(
        "retryInterval",
        [
          "type": "integer", "minimum": 1, "maximum": 86_400,
          "description": "Seconds until the station boots again; without it, as configured.",
        ]),
    ],
    example: ["status": "Pending", "retryInterval": 60])

  init(_ gateway: GatewayServices, options: StationOptions<CoreConfiguration>) {
    self.gateway = gateway
    self.options = options
  }

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, Self.path, tag: Self.tag, "What a station's BootNotification is answered.", content: Self.content,
        statuses: [200, 404, 503]
      ) { request in
        let station = try await gateway.station(request["id"])
        return try await answer("registration", station)
      },
      Endpoint(
        .put, Self.path, tag: Self.tag,
        "Decides what a station's BootNotification is answered; a connected station is asked to boot again.",
        body: Self.body, content: Self.content, statuses: [200, 400, 404, 503]
      ) { try await decide($0) },
      Endpoint(
        .delete, Self.path, tag: Self.tag, "Lets the configuration decide again.", content: Self.content,
        statuses: [200, 404, 503]
      ) { request in
        let station = try await gateway.station(request["id"])
        try await gateway.store.setRegistration(nil, of: station.id)
        return try await answer("as configured", station)
      },
    ]
  }

  private func decide(_ request: APIRequest) async throws -> APIAnswer {
    var reader = BodyReader(try request.json(), members: Self.body.members.map(\.name))
    let text = reader.requiredText("status")
    let state = text.flatMap { RegistrationState(rawValue: $0) }
    if let text, !text.isEmpty, state == nil {
      let choices = RegistrationState.allCases.map(\.rawValue).joined(separator: ", ")
      reader.report("/status", .enum, "'status' must be one of: \(choices)")
    }
    let retryInterval = reader.integer("retryInterval")
    if let retryInterval, !Self.retryIntervals.contains(retryInterval) {
      let keyword: ConstraintKeyword = retryInterval < 1 ? .minimum : .maximum
      reader.report("/retryInterval", keyword, "'retryInterval' must be from 1 to 86400 seconds")
    }
    try reader.finish()
    let station = try await gateway.station(request["id"])
    guard let state else { throw APIError(.internalServerError, "no status") }
    try await gateway.store.setRegistration(
      RegistrationSetting(state: state, retryInterval: retryInterval, decidedAt: gateway.clock.milliseconds),
      of: station.id)
    if let session = station.session, session.registration != state { apply(state, to: session) }
    return try await answer("decided", station)
  }

  /// What a station is no longer allowed holds at once; what it is allowed it learns when it boots.
  private func apply(_ state: RegistrationState, to session: Session) {
    if state != .accepted { session.registration = state }
    gateway.background.submit { [gateway] in
      do {
        switch session.version {
        case .v16:
          let request = OCPP16.TriggerMessageRequest(requestedMessage: .bootNotification)
          _ = try await gateway.commands.send(request, to: session.station)
        case .v201:
          let request = OCPP201.TriggerMessageRequest(requestedMessage: .bootNotification)
          _ = try await gateway.commands.send(request, to: session.station)
        }
      } catch {
        // It learns of it at its next boot then.
        gateway.logger.info(
          "station not asked to boot", metadata: ["station": "\(session.station)", "reason": "\(error)"])
      }
    }
  }

  private func answer(_ message: String, _ station: KnownStation) async throws -> APIAnswer {
    let setting = try await gateway.store.registrationSetting(of: station.id)
    let rule = gateway.chains.rule(
      for: station.id, type: StationType(station.record))
    let decided = setting.map { setting -> APIValue in
      [
        "status": .text(setting.state.rawValue), "retryInterval": .optional(setting.retryInterval),
        "decidedAt": .moment(setting.decidedAt),
      ]
    }
    return APIAnswer(
      message,
      data: [
        "clientId": .text(station.id.text), "registration": .optional(station.registration?.rawValue),
        "decided": decided ?? .null, "configured": .text(options.of(rule: rule).registration.rawValue),
      ])
  }
}
