import GatewayCore
import OCPPCodec

/// Id tokens: who may charge.
struct IdTokenRoutes: Sendable {
  let services: APIServices

  private static let tag = "Id tokens"
  private static let path = "/api/v1/idtags"
  private static let itsPath = "/api/v1/idtags/{tag}"
  private static let content = Endpoint.Content.envelope("`{idTag, status, expiryDate, parentIdTag, type}`")

  /// The body for a path that names the token.
  private static let replacement = EndpointBody(
    IdTokenBody.description.members.map { EndpointBody.Member($0.name, $0.schema) },
    example: ["status": "Blocked"])

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, Self.path, tag: Self.tag, "All id tokens, in the order of their lower-case ids.",
        parameters: [.limit, .after], content: .envelope("`{items, next}`"), statuses: [200, 503]
      ) { request in
        let limit = try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit
        let tokens = try await services.store.idTokens(after: request.query.text(.after), limit: limit)
        return .list(
          "id tokens", tokens.map(\.representation), next: .some(tokens.count < limit ? nil : tokens.last?.id))
      },
      Endpoint(
        .post, Self.path, tag: Self.tag, "Creates an id token.", body: IdTokenBody.description, content: Self.content,
        statuses: [200, 400, 409, 503]
      ) { request in
        let token = try IdTokenBody.read(try request.json(), path: nil)
        if let present = try await services.store.createIdToken(token) {
          throw APIError(.conflict, "there is an id token with this id; PUT replaces it", data: present.representation)
        }
        return APIAnswer("created", data: token.representation)
      },
      Endpoint(
        .get, Self.itsPath, tag: Self.tag, "One id token; letters' case doesn't matter.", content: Self.content,
        statuses: [200, 404, 503]
      ) { request in
        guard let token = try await services.store.idToken(request["tag"]) else { throw Self.unknown(request["tag"]) }
        return APIAnswer("id token", data: token.representation)
      },
      Endpoint(
        .put, Self.itsPath, tag: Self.tag, "Creates or replaces an id token.", body: Self.replacement,
        content: Self.content, statuses: [200, 400, 503]
      ) { request in
        let token = try IdTokenBody.read(try request.json(), path: request["tag"])
        try await services.store.putIdTokens([token])
        return APIAnswer("stored", data: token.representation)
      },
      Endpoint(
        .delete, Self.itsPath, tag: Self.tag, "Deletes an id token.", content: .envelope("Nothing."),
        statuses: [200, 404, 503]
      ) { request in
        guard try await services.store.deleteIdToken(request["tag"]) else { throw Self.unknown(request["tag"]) }
        return APIAnswer("deleted")
      },
    ]
  }

  private static func unknown(_ tag: String) -> APIError {
    APIError(.notFound, "there is no id token '\(tag.escapedForPeople(limit: 64))'")
  }
}
