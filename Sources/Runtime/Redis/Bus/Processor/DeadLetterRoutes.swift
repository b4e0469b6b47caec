package import GatewayCore

/// What operators can do with messages that were given up.
package struct DeadLetterRoutes: Sendable {
  private static let tag = "Dead letters"

  private let letters: DeadLetters

  package init(_ letters: DeadLetters) {
    self.letters = letters
  }

  package var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/dead-letters", tag: Self.tag, "Messages that were given up, the newest first.",
        parameters: [.limit], content: .envelope("`{items: [{id, reason, attempts, diedAt, message}]}`"),
        statuses: [200, 503]
      ) { request in
        let limit = try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit
        return .list("dead letters", try await letters.all(limit: limit).map(\.representation))
      },
      Endpoint(
        .post, "/api/v1/dead-letters/{id}/replay", tag: Self.tag, "Tries a message again, before all others.",
        content: .envelope("Nothing."), statuses: [200, 404, 503]
      ) { request in
        guard try await letters.replay(request["id"]) else { throw Self.unknown(request["id"]) }
        return APIAnswer("the message is tried again")
      },
      Endpoint(
        .delete, "/api/v1/dead-letters/{id}", tag: Self.tag, "Forgets a message.", content: .envelope("Nothing."),
        statuses: [200, 404, 503]
      ) { request in
        guard try await letters.remove(request["id"]) else { throw Self.unknown(request["id"]) }
        return APIAnswer("the message is forgotten")
      },
    ]
  }

  private static func unknown(_ id: String) -> APIError { APIError(.notFound, "there is no dead letter '\(id)'") }
}

extension DeadLetters.Letter {
  fileprivate var representation: APIValue {
    [
      "id": .text(id), "reason": .text(reason), "attempts": .integer(attempts), "diedAt": .moment(diedAt),
      "message": .text(String(decoding: message, as: UTF8.self)),
    ]
  }
}
