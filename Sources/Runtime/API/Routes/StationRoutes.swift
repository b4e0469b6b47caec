import GatewayCore
import OCPPCodec

/// What is known of stations.
struct StationRoutes: Sendable {
  let services: APIServices

  private static let online = EndpointParameter(
    "online", "Only stations that are connected, or only those that are not.", schema: ["type": "boolean"])
  private static let vendor = EndpointParameter(
    "vendor", "Only stations of this vendor, as its BootNotification names it.", schema: ["type": "string"])
  private static let evse = EndpointParameter(
    "evse", "The EVSE that the connector belongs to (2.0.1).", schema: ["type": "integer", "minimum": 0])
  private static let tag = "Charge points"
  private static let statuses = [200, 404, 503]

  private static let versions = OCPPVersion.allCases.map(\.rawValue)
  private static let body = EndpointBody(
    [
      EndpointBody.Member("clientId", ["type": "string", "minLength": 1, "maxLength": 255], isRequired: true),
      EndpointBody.Member(
        "version",
        [
          "type": "string", "enum": .texts(versions), "default": "1.6",
          "description": "What it is expected to speak; corrected when it connects.",
        ]),
    ],
    example: ["clientId": "CP-001"])

  /// How many stations one request looks at to find those that match.
  private static let scan = (pages: 10, size: 1000)

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/clients", tag: Self.tag, "The stations that are connected now.", parameters: nil,
        content: .envelope("`{count, clients: [{clientId, version, remoteAddress, connectedAt, lastSeen, epoch}]}`")
      ) { _ in clients() },
      Endpoint(
        .get, "/api/v1/chargepoints", tag: Self.tag, "All stations, in the order of their ids.",
        parameters: [Self.online, Self.vendor, .limit, .after], content: .envelope("`{items, next}`"),
        statuses: [200, 503]
      ) { try await list($0) },
      Endpoint(
        .post, "/api/v1/chargepoints", tag: Self.tag,
        "Makes a station known before it connects; with `unknown_stations: reject` no other may.", body: Self.body,
        content: .envelope("The station."), statuses: [201, 400, 409, 503]
      ) { try await create($0) },
      Endpoint(
        .delete, "/api/v1/chargepoints/{id}", tag: Self.tag,
        "Forgets a station and closes its connection; its transactions and operations stay.",
        content: .envelope("Nothing."), statuses: Self.statuses
      ) { request in
        let station = try await services.gateway.station(request["id"])
        _ = try await services.store.deleteStation(station.id)
        station.session?.connection.close(.requested)
        return APIAnswer("forgotten")
      },
      Endpoint(
        .get, "/api/v1/chargepoints/{id}", tag: Self.tag, "A station and its latest BootNotification.",
        content: .envelope("The station."), statuses: Self.statuses
      ) { request in
        let station = try await services.gateway.station(request["id"])
        return APIAnswer(
          "station", data: .object(station.summary + [(name: "boot", value: .optional(station.record?.boot))]))
      },
      Endpoint(
        .get, "/api/v1/chargepoints/{id}/status", tag: Self.tag, "Whether a station is online, and its connectors.",
        content: .envelope("`{clientId, online, registration, lastSeen, …, connectors}`"), statuses: Self.statuses
      ) { request in
        let station = try await services.gateway.station(request["id"])
        let connectors = try await services.store.connectors(of: station.id)
        return APIAnswer(
          station.session == nil ? "offline" : "online",
          data: .object(station.summary + [(name: "connectors", value: .array(connectors.map(\.representation)))]))
      },
      Endpoint(
        .get, "/api/v1/chargepoints/{id}/connectors", tag: Self.tag, "A station's connectors, by their latest status.",
        content: .envelope("`{items}`"), statuses: Self.statuses
      ) { request in
        let station = try await services.gateway.station(request["id"])
        return .list("connectors", try await services.store.connectors(of: station.id).map(\.representation))
      },
      Endpoint(
        .get, "/api/v1/chargepoints/{id}/connectors/{n}", tag: Self.tag,
        "One connector; in 2.0.1 the number counts within its EVSE.",
        parameters: [Self.evse], content: .envelope("The connector."), statuses: [200, 404, 409, 503]
      ) { try await connector($0) },
      Endpoint(
        .get, "/api/v1/chargepoints/{id}/variables", tag: Self.tag, "The device model that a 2.0.1 station reported.",
        content: .envelope("`{items}`"), statuses: Self.statuses
      ) { request in
        let station = try await services.gateway.station(request["id"])
        return .list("variables", try await services.store.variables(of: station.id).map(\.representation))
      },
      Endpoint(
        .get, "/api/v1/chargepoints/{id}/security-events", tag: Self.tag, "Security events, the newest first.",
        parameters: [.limit], content: .envelope("`{items}`"), statuses: Self.statuses
      ) { request in
        let limit = try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit
        let station = try await services.gateway.station(request["id"])
        let events = try await services.store.securityEvents(of: station.id, limit: limit)
        return .list("security events", events.map(\.representation))
      },
    ]
  }

  private func create(_ request: APIRequest) async throws -> APIAnswer {
    var reader = BodyReader(try request.json(), members: Self.body.members.map(\.name))
    let text = reader.requiredText("clientId") ?? ""
    let id = StationID(text)
    if id == nil, !text.isEmpty {
      reader.report(
        "/clientId", .format, "'clientId' must be a station's id: without /, :, *, quotes, brackets, spaces")
    }
    let name = reader.text("version")
    let version = name.map { OCPPVersion(rawValue: $0) } ?? .v16
    if version == nil {
      reader.report("/version", .enum, "'version' must be one of: \(Self.versions.joined(separator: ", "))")
    }
    try reader.finish()
    guard let id, let version else { throw APIError(.internalServerError, "no station") }
    guard try await services.store.createStation(id, version: version) else {
      throw APIError(.conflict, "station '\(id)' is known")
    }
    let station = try await services.gateway.station(id.text)
    return APIAnswer(.created, "created", data: .object(station.summary))
  }

  private func clients() -> APIAnswer {
    let sessions = services.sessions.all.sorted { $0.station < $1.station }
    return APIAnswer(
      "\(sessions.count) connected",
      data: ["count": .integer(sessions.count), "clients": .array(sessions.map(\.representation))])
  }

  private func list(_ request: APIRequest) async throws -> APIAnswer {
    let online = try request.query.boolean(Self.online)
    let limit = try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit
    var query = StationQuery(vendor: request.query.text(Self.vendor))
    if let after = request.query.text(.after) {
      guard let id = StationID(after) else { throw request.query.invalid(.after, .format, "must be a station's id") }
      query.after = id
    }
    // Who is online only the sessions know, so then pages are read until enough have been found.
    query.limit = online == nil ? limit : Self.scan.size
    var found: [KnownStation] = []
    var isComplete = false
    for _ in 0..<Self.scan.pages where found.count < limit && !isComplete {
      let page = try await services.store.stations(query)
      isComplete = page.count < query.limit
      for record in page {
        if found.count == limit {
          isComplete = false
          break
        }
        query.after = record.id
        let session = services.sessions.session(of: record.id)
        if let online, online != (session != nil) { continue }
        found.append(KnownStation(id: record.id, record: record, session: session))
      }
    }
    return .list(
      "stations", found.map { .object($0.summary) }, next: .some(isComplete ? nil : query.after?.text))
  }

  private func connector(_ request: APIRequest) async throws -> APIAnswer {
    let evse = try request.query.integer(Self.evse, in: 0...Int.max)
    let station = try await services.gateway.station(request["id"])
    guard let number = Int(request["n"]), number >= 0 else {
      throw APIError(APIViolation("", .type, member: "n", "a connector's number is 0 or more"))
    }
    let found = try await services.store.connectors(of: station.id).filter {
      $0.connector == number && (evse == nil || $0.evse == evse)
    }
    guard let connector = found.first else {
      throw APIError(.notFound, "station '\(station.id)' has reported no such connector")
    }
    guard found.count == 1 else {
      throw APIError(
        .conflict, "several EVSEs have a connector \(number): say which by 'evse'",
        data: ["candidates": .array(found.map(\.representation))])
    }
    return APIAnswer("connector", data: connector.representation)
  }
}
