import GatewayCore
import OCPP16
import OCPPCodec

/// Reservations: what operators ask for, and what there is.
struct ReservationRoutes: Sendable {
  private let gateway: GatewayServices
  private let configuration: ReservationConfiguration

  private static let tag = "Reservations"
  private static let ofStation = "/api/v1/chargepoints/{id}/reservations"
  private static let one = "/api/v1/chargepoints/{id}/reservations/{reservationId}"
  private static let content = Endpoint.Content.envelope(
    "`{reservationId, clientId, connectorId, idTag, parentIdTag, expiryDate, status, outcome, transactionId, …}`")
  private static let statuses = [200, 400, 404, 408, 409, 502, 503]

  private static let status = EndpointParameter(
    "status", "Only those in this state, or in one of several; `live`: those that the station holds, or may.",
    schema: [
      "type": "string", "enum": .texts(["live"] + ReservationRecord.State.allCases.map(\.rawValue)),
    ], isRepeated: true)
  private static let station = EndpointParameter("station", "Only those of this station.", schema: ["type": "string"])
  private static let idTag = EndpointParameter("idTag", "Only those of this id tag.", schema: ["type": "string"])

  private static let body = EndpointBody(
    [
      EndpointBody.Member(
        "connectorId", ["type": "integer", "minimum": 0, "default": 0, "description": "0: any connector."]),
      EndpointBody.Member("idTag", ["type": "string", "maxLength": 20], isRequired: true),
      EndpointBody.Member(
        "parentIdTag",
        ["type": "string", "maxLength": 20, "description": "Without it: the parent of the id tag, if it has one."]),
      EndpointBody.Member("expiryDate", ["type": "string", "format": "date-time"]),
      EndpointBody.Member(
        "duration",
        ["type": "integer", "minimum": 1, "description": "Seconds, instead of an expiry date."]),
      EndpointBody.Member(
        "reservationId",
        [
          "type": "integer", "minimum": 1,
          "description": "Without it a new one is given; the id of another reservation replaces that.",
        ]),
    ],
    example: ["connectorId": 1, "idTag": "TAG-1", "duration": 900])

  init(_ gateway: GatewayServices, _ configuration: ReservationConfiguration) {
    self.gateway = gateway
    self.configuration = configuration
  }

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/reservations", tag: Self.tag, "All reservations, the newest first.",
        parameters: [Self.status, Self.station, Self.idTag, .limit, .after], content: .envelope("`{items, next}`"),
        statuses: [200, 404, 503]
      ) { request in
        var station: StationID?
        if let text = request.query.text(Self.station) { station = try await gateway.station(text).id }
        return try await list(request, station)
      },
      Endpoint(
        .get, Self.ofStation, tag: Self.tag, "A station's reservations, the newest first.",
        parameters: [Self.status, Self.idTag, .limit, .after], content: .envelope("`{items, next}`"),
        statuses: [200, 404, 503]
      ) { request in
        try await list(request, try await gateway.station(request["id"]).id)
      },
      Endpoint(
        .post, Self.ofStation, tag: Self.tag, "Has a station reserve a connector; 409 when it doesn't.",
        body: Self.body, content: Self.content, statuses: Self.statuses + [201]
      ) { try await reserve($0) },
      Endpoint(
        .get, Self.one, tag: Self.tag, "One reservation: of several with this id the live one, else the newest.",
        content: Self.content, statuses: [200, 404, 503]
      ) { request in
        let reservation = try await reservation(request)
        return APIAnswer(reservation.state.rawValue, data: reservation.representation)
      },
      Endpoint(
        .delete, Self.one, tag: Self.tag, "Has a station cancel a reservation; 409 when it doesn't know it.",
        content: Self.content, statuses: Self.statuses
      ) { try await cancel($0) },
    ]
  }

  private func list(_ request: APIRequest, _ station: StationID?) async throws -> APIAnswer {
    var query = ReservationQuery(
      station: station, idTag: request.query.text(Self.idTag),
      limit: try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit,
      after: request.query.text(.after))
    for word in request.query.values(Self.status) {
      if word == "live" {
        query.states.formUnion(ReservationRecord.State.live)
      } else if let state = ReservationRecord.State(rawValue: word) {
        query.states.insert(state)
      } else {
        let words = (["live"] + ReservationRecord.State.allCases.map(\.rawValue)).joined(separator: ", ")
        throw request.query.invalid(Self.status, .enum, "must be one of: \(words)")
      }
    }
    let found = try await gateway.store.reservations(query)
    return .list(
      "reservations", found.map(\.representation), next: .some(found.count < query.limit ? nil : found.last?.attempt))
  }

  private func reservation(_ request: APIRequest) async throws -> ReservationRecord {
    let station = try await gateway.station(request["id"])
    guard let id = Int(request["reservationId"]),
      let reservation = try await gateway.store.reservation(id, of: station.id)
    else {
      throw APIError(
        .notFound,
        "station '\(station.id)' has no reservation '\(request["reservationId"].escapedForPeople(limit: 64))'")
    }
    return reservation
  }

  private func reserve(_ request: APIRequest) async throws -> APIAnswer {
    let wanted = try Wanted(request.json(), configuration, now: gateway.clock.milliseconds)
    let station = try await gateway.addressee(request["id"])
    guard station.version != .v201 else {
      throw APIError(.conflict, "station '\(station.id)' speaks OCPP 2.0.1; reservations are managed for 1.6")
    }
    var parent = wanted.parentIdTag
    if parent == nil { parent = try await gateway.store.idToken(wanted.idTag)?.parent }
    var id = wanted.id
    if id == nil { id = try await gateway.store.unusedReservationNumber(of: station.id) }
    let payload = OCPP16.ReserveNowRequest(
      connectorId: wanted.connector, expiryDate: wanted.expiry, idTag: wanted.idTag,
      parentIdTag: parent.flatMap { $0.unicodeScalars.count <= 20 ? $0 : nil }, reservationId: id ?? 0)
    let report = await CommandSender(gateway).send(
      OCPP16.ReserveNowRequest.action, payload: payload.json, to: station)
    guard let response = report.response else { return report.answer }
    let record = try await gateway.store.reservation(payload.reservationId, of: station.id)
    guard response.statusWord == "Accepted" else {
      return APIAnswer(
        .conflict, "station '\(station.id)' answered \(response.statusWord.escapedForPeople)",
        data: ["status": .text(response.statusWord), "reservationId": .integer(payload.reservationId)])
    }
    return APIAnswer(
      .created, "reserved until \(payload.expiryDate)", data: record?.representation ?? .null)
  }

  private func cancel(_ request: APIRequest) async throws -> APIAnswer {
    let reservation = try await reservation(request)
    let station = try await gateway.addressee(request["id"])
    let report = await CommandSender(gateway).send(
      OCPP16.CancelReservationRequest.action,
      payload: OCPP16.CancelReservationRequest(reservationId: reservation.id).json, to: station)
    guard let response = report.response else { return report.answer }
    let after = try await gateway.store.reservation(reservation.id, of: station.id)
    guard response.statusWord == "Accepted" else {
      return APIAnswer(
        .conflict, "station '\(station.id)' answered \(response.statusWord.escapedForPeople)",
        data: after?.representation ?? .null)
    }
    return APIAnswer("cancelled", data: after?.representation ?? .null)
  }
}
