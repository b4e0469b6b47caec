import GatewayCore
import OCPPCodec

/// Transactions, current and past.
struct TransactionRoutes: Sendable {
  let services: APIServices

  private static let station = EndpointParameter(
    "station", "Only those of this station.", schema: ["type": "string"])
  private static let itsStation = EndpointParameter(
    "station", "The station that the transaction is of; needed when several have one of that id.",
    schema: ["type": "string"])
  private static let status = EndpointParameter.choice(
    "status", "Only those that are in this state.", TransactionRecord.State.allCases.map(\.rawValue))
  private static let idTag = EndpointParameter("idTag", "Only those of this idTag.", schema: ["type": "string"])
  private static let meterLimit = EndpointParameter(
    "limit", "At most this many messages.",
    schema: ["type": "integer", "minimum": 1, "maximum": 10_000, "default": 1000])
  private static let tag = "Transactions"

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/chargepoints/{id}/transactions", tag: Self.tag, "A station's transactions, the newest first.",
        parameters: [Self.status, .limit, .after], content: .envelope("`{items, next}`"), statuses: [200, 404, 503]
      ) { request in
        var query = try Self.query(request)
        query.station = try await services.gateway.station(request["id"]).id
        return try await list(query)
      },
      Endpoint(
        .get, "/api/v1/transactions", tag: Self.tag, "All stations' transactions, the newest first.",
        parameters: [Self.station, Self.status, Self.idTag, .limit, .after], content: .envelope("`{items, next}`"),
        statuses: [200, 404, 503]
      ) { request in
        var query = try Self.query(request)
        query.idToken = request.query.text(Self.idTag)
        if let station = request.query.text(Self.station) {
          query.station = try await services.gateway.station(station).id
        }
        return try await list(query)
      },
      Endpoint(
        .get, "/api/v1/transactions/{tx}", tag: Self.tag, "One transaction.", parameters: [Self.itsStation],
        content: .envelope("The transaction."), statuses: [200, 404, 409, 503]
      ) { request in
        APIAnswer("transaction", data: try await transaction(request).representation)
      },
      Endpoint(
        .get, "/api/v1/transactions/{tx}/meter-values", tag: Self.tag,
        "A transaction's meter values, in the order they came.",
        parameters: [Self.itsStation, Self.meterLimit],
        content: .envelope("`{items: [{receivedAt, sequenceNumber, values}]}`"), statuses: [200, 404, 409, 503]
      ) { request in
        let limit = try request.query.integer(Self.meterLimit, in: 1...10_000) ?? 1000
        let transaction = try await transaction(request)
        let values = try await services.store.meterValues(
          ofTransaction: transaction.id, of: transaction.station, limit: limit)
        return .list("messages with meter values", values.map(\.representation))
      },
    ]
  }

  private static func query(_ request: APIRequest) throws -> TransactionQuery {
    TransactionQuery(
      state: try request.query.choice(status, as: TransactionRecord.State.self),
      limit: try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit,
      after: request.query.text(.after))
  }

  private func list(_ query: TransactionQuery) async throws -> APIAnswer {
    let found = try await services.store.transactions(query)
    let next = found.count < query.limit ? nil : found.last?.cursor
    return .list("transactions", found.map(\.representation), next: .some(next))
  }

  private func transaction(_ request: APIRequest) async throws -> TransactionRecord {
    guard let name = request.query.text(Self.itsStation) else { return try await onlyTransaction(request["tx"]) }
    let station = try await services.gateway.station(name)
    guard let transaction = try await services.store.transaction(request["tx"], of: station.id) else {
      throw APIError(
        .notFound, "station '\(station.id)' has no transaction '\(request["tx"].escapedForPeople(limit: 64))'")
    }
    return transaction
  }

  /// The transaction that has an id, when only one has.
  private func onlyTransaction(_ id: String) async throws -> TransactionRecord {
    let found = try await services.store.transactions(withID: id)
    guard let transaction = found.first else {
      throw APIError(.notFound, "there is no transaction '\(id.escapedForPeople(limit: 64))'")
    }
    guard found.count == 1 else {
      throw APIError(
        .conflict, "several stations have a transaction of this id: say which by 'station'",
        data: ["candidates": .texts(found.map(\.station.text))])
    }
    return transaction
  }
}
