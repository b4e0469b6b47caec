import GatewayCore
import OCPPCodec

/// What happens, as it happens: server-sent events (WHATWG HTML §9.2).
struct EventRoutes: Sendable {
  let services: APIServices

  private static let station = EndpointParameter(
    "station", "Only those of this station, or of several.", schema: ["type": "string"], isRepeated: true)
  private static let kind = EndpointParameter(
    "kind", "Only those of this kind, or of several.",
    schema: ["type": "string", "enum": .texts(GatewayEvent.Kind.allCases.map(\.name))], isRepeated: true)
  /// Events that wait for one who reads slowly.
  private static let capacity = 10_000

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/events", tag: "Events",
        "What happens, as server-sent events; goes on after `Last-Event-ID` when that is recent enough.",
        parameters: [Self.station, Self.kind],
        content: .other(
          type: "text/event-stream",
          "`event` is the kind, `data` is `{kind, clientId, time, details}`. The event `lost` says that events are "
            + "missing, and how many if that is known.")
      ) { try events($0) }
    ]
  }

  private func events(_ request: APIRequest) throws -> APIAnswer {
    let events = services.gateway.events
    let filter = try Self.filter(request.query)
    let subscription = events.subscribeResumably(
      filter, capacity: Self.capacity, after: request.headers["last-event-id"].map { Self.sequence($0, of: events) })
    return APIAnswer(
      .ok, contentType: "text/event-stream",
      body: .stream(EventStream(subscription, identity: events.identity, clock: services.clock)))
  }

  private static func filter(_ query: APIQuery) throws -> GatewayEventFilter {
    var kinds: Set<GatewayEvent.Kind> = []
    for name in query.values(kind) {
      guard let known = GatewayEvent.Kind(name: name) else {
        let choices = GatewayEvent.Kind.allCases.map(\.name).joined(separator: ", ")
        throw query.invalid(kind, .enum, "must be one of: \(choices)")
      }
      kinds.insert(known)
    }
    var stations: Set<StationID> = []
    for text in query.values(station) {
      guard let id = StationID(text) else { throw query.invalid(station, .format, "must be a station's id") }
      stations.insert(id)
    }
    return GatewayEventFilter(kinds: kinds.isEmpty ? nil : kinds, stations: stations.isEmpty ? nil : stations)
  }

  /// The number in a `Last-Event-ID`; one that is not of this process is beyond all.
  private static func sequence(_ id: String, of events: GatewayEvents) -> UInt64 {
    let parts = id.split(separator: "-")
    guard parts.count == 2, parts[0] == events.identity else { return .max }
    return UInt64(parts[1]) ?? .max
  }
}
