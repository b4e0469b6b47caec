import GatewayCore

/// `openapi.json`: the routes, described.
enum DescriptionRoute {
  /// The route, which describes itself too.
  static func endpoint(of endpoints: [Endpoint], version: String) -> Endpoint {
    func route(_ action: @escaping Endpoint.Action) -> Endpoint {
      Endpoint(
        .get, "/openapi.json", tag: "Description", "This description.", parameters: nil,
        content: .other(type: "application/json", "OpenAPI 3.0."), action: action)
    }
    let undescribed = route { _ in APIAnswer("") }
    // The document doesn't change while the gateway runs.
    let document = OpenAPIDocument(endpoints + [undescribed], version: version).value.bytes
    return route { _ in APIAnswer(.ok, contentType: "application/json", body: .bytes(document)) }
  }
}
