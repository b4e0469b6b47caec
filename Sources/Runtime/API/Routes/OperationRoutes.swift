import GatewayCore
import OCPPCodec

/// Operations: what was asked of stations and takes time.
struct OperationRoutes: Sendable {
  let services: APIServices

  private static let tag = "Operations"
  private static let station = EndpointParameter(
    "station", "Only those of this station.", schema: ["type": "string"])
  private static let kind = EndpointParameter(
    "kind", "Only those of this kind, such as `UpdateFirmware`.", schema: ["type": "string"])
  private static let state = EndpointParameter(
    "state", "Only those in this state, or in one of several: \(OperationState.known.map(\.rawValue)).",
    schema: ["type": "string"], isRepeated: true)
  private static let parent = EndpointParameter(
    "parent", "Only the parts of this operation.", schema: ["type": "string"])

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/operations", tag: Self.tag, "Operations without their histories, the newest first.",
        parameters: [Self.station, Self.kind, Self.state, Self.parent, .limit, .after],
        content: .envelope("`{items, next}`"), statuses: [200, 404, 503]
      ) { request in
        var query = OperationQuery(
          kind: request.query.text(Self.kind),
          states: request.query.values(Self.state).map { OperationState(rawValue: $0) },
          parent: request.query.text(Self.parent),
          limit: try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit,
          after: request.query.text(.after))
        if let station = request.query.text(Self.station) {
          query.station = try await services.gateway.station(station).id
        }
        let found = try await services.store.operations(query)
        return .list(
          "operations", found.map(\.summary), next: .some(found.count < query.limit ? nil : found.last?.cursor))
      },
      Endpoint(
        .get, "/api/v1/operations/{operationId}", tag: Self.tag, "One operation and its history.",
        content: .envelope(
          "`{operationId, kind, clientId, state, reason, parent, details, createdAt, updatedAt, history}`"),
        statuses: [200, 404, 503]
      ) { request in
        guard let operation = try await services.store.operation(request["operationId"]) else {
          throw APIError(.notFound, "there is no operation '\(request["operationId"].escapedForPeople(limit: 64))'")
        }
        return APIAnswer(operation.state.rawValue, data: operation.representation)
      },
    ]
  }
}
