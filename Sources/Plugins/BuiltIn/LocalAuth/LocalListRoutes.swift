import GatewayConfig
import GatewayCore
import OCPP16
import OCPPCodec

/// Local lists: what stations have, and bringing them up to date.
struct LocalListRoutes: Sendable {
  private let gateway: GatewayServices
  private let agenda: LocalListAgenda

  private static let tag = "Local lists"
  private static let path = "/api/v1/chargepoints/{id}/local-list"
  private static let content = Endpoint.Content.envelope(
    "`{clientId, state: known|unknown|unsupported, listVersion, entries, list, leftOut, failure, …}`")
  private static let statuses = [200, 400, 404, 408, 409, 502, 503]

  private static let stations = EndpointParameter(
    "stations", "Only stations whose id matches: `*` is any text, `?` any one character.", schema: ["type": "string"])

  private static let body = EndpointBody(
    [
      EndpointBody.Member(
        "updateType",
        [
          "type": "string", "enum": ["Full", "Differential"],
          "description": "Full: the whole list, whatever the station has. Without it: what is shorter and safe.",
        ])
    ],
    example: ["updateType": "Full"])

  init(_ gateway: GatewayServices, _ agenda: LocalListAgenda) {
    self.gateway = gateway
    self.agenda = agenda
  }

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/local-lists", tag: Self.tag,
        "What is known of stations' local lists, in the order of their ids.",
        parameters: [.limit, .after], content: .envelope("`{items, next}`"), statuses: [200, 503]
      ) { request in
        let limit = try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit
        let after = request.query.text(.after).flatMap { StationID($0) }
        let lists = try await gateway.store.localLists(after: after, limit: limit)
        return .list(
          "local lists", lists.map(\.representation),
          next: .some(lists.count < limit ? nil : lists.last?.station.text))
      },
      Endpoint(
        .post, "/api/v1/local-lists/sync", tag: Self.tag,
        "Has all connected stations brought up to date, some at a time; 202 with how many there are.",
        parameters: [Self.stations], content: .envelope("`{stations}`"), statuses: [202]
      ) { request in
        let pattern = request.query.text(Self.stations).map { GlobPattern($0) }
        let count = agenda.request(gateway) { pattern?.matches($0.text) ?? true }
        return APIAnswer(.accepted, "\(count) stations will be brought up to date", data: ["stations": .integer(count)])
      },
      Endpoint(
        .get, Self.path, tag: Self.tag, "What is known of a station's local list.", content: Self.content,
        statuses: [200, 404, 503]
      ) { request in
        let station = try await gateway.station(request["id"])
        return APIAnswer("the station's local list", data: try await list(of: station.id).representation)
      },
      Endpoint(
        .get, Self.path + "/entries", tag: Self.tag, "The entries that a station's list has, as far as is known.",
        parameters: [.limit, .after], content: .envelope("`{items, next}`"), statuses: [200, 404, 503]
      ) { try await entries($0) },
      Endpoint(
        .post, Self.path + "/check", tag: Self.tag, "Asks a station for its list's version.", content: Self.content,
        statuses: Self.statuses
      ) { try await check($0) },
      Endpoint(
        .post, Self.path + "/sync", tag: Self.tag, "Brings a station's list up to date and tells how that went.",
        body: Self.body, content: Self.content, statuses: Self.statuses
      ) { try await synchronise($0) },
    ]
  }

  private func list(of station: StationID) async throws -> LocalListRecord {
    try await gateway.store.localList(of: station) ?? LocalListRecord(station: station, state: .unknown)
  }

  private func entries(_ request: APIRequest) async throws -> APIAnswer {
    let station = try await gateway.station(request["id"])
    let limit = try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit
    let found = try await gateway.store.localListEntries(
      of: station.id, after: request.query.text(.after), limit: limit)
    let items = found.map { entry -> APIValue in
      [
        "idTag": .text(entry.idTag), "status": .text(entry.status.rawValue), "expiryDate": .optional(entry.expiryDate),
        "parentIdTag": .optional(entry.parentIdTag),
      ]
    }
    return .list("entries", items, next: .some(found.count < limit ? nil : found.last?.idTag))
  }

  private func check(_ request: APIRequest) async throws -> APIAnswer {
    let station = try await gateway.addressee(request["id"])
    let report = await CommandSender(gateway).send(
      OCPP16.GetLocalListVersionRequest.action, payload: OCPP16.GetLocalListVersionRequest().json, to: station)
    guard let response = report.response as? OCPP16.GetLocalListVersionResponse else { return report.answer }
    return APIAnswer(
      "station '\(station.id)' has version \(response.listVersion)",
      data: try await list(of: station.id).representation)
  }

  private func synchronise(_ request: APIRequest) async throws -> APIAnswer {
    var isFull = false
    if !request.body.isEmpty {
      var reader = BodyReader(try request.json(), members: Self.body.members.map(\.name))
      switch reader.text("updateType") {
      case nil, "Differential": break
      case "Full": isFull = true
      default: reader.report("/updateType", .enum, "'updateType' must be Full or Differential")
      }
      try reader.finish()
    }
    let station = try await gateway.addressee(request["id"])
    guard station.version != .v201 else {
      throw APIError(.conflict, "station '\(station.id)' speaks OCPP 2.0.1; local lists are managed for 1.6")
    }
    let identity = CommandReport.Identity(
      requestID: MessageID.make(), station: station.id, command: OCPP16.SendLocalListRequest.action)
    do {
      let outcome = try await agenda.turns.withTurn(station.id) {
        try await agenda.synchroniser(gateway).synchronise(
          station.id, isFull: isFull, readsLimits: isFull)
      }
      let what =
        outcome.messages == 0
        ? "has what it shall have"
        : "took \(outcome.messages) \(outcome.isFull ? "messages of a full" : "differential") "
          + "update"
      return APIAnswer(
        "station '\(station.id)' \(what)", data: try await list(of: station.id).representation)
    } catch let problem as LocalListSynchroniser.Problem {
      throw APIError(
        .conflict, "station '\(station.id)': \(problem)", data: try await list(of: station.id).representation)
    } catch let failure as CommandFailure {
      return CommandReport(identity, error: failure, version: station.version).answer
    }
  }
}
