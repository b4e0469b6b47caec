/// A route: how it is asked, what it does, and how it is described in `openapi.json`.
package struct Endpoint: Sendable {
  /// What a route does with a request.
  package typealias Action = @Sendable (APIRequest) async throws -> APIAnswer

  /// What an answer's body is.
  package enum Content: Sendable {
    /// `{"success":…,"message":…,"data":…}`, with a description of `data`
    case envelope(String)
    /// Something else, of this type.
    case other(type: String, String)
  }

  package let method: EndpointMethod
  /// Such as `/api/v1/chargepoints/{id}`.
  package let path: String
  /// The group it belongs to in the description.
  package let tag: String
  package let summary: String
  /// Its query parameters; nil: any are ignored.
  package let parameters: [EndpointParameter]?
  package let body: EndpointBody?
  /// What the answer carries when all is well.
  package let content: Content
  /// The statuses it may answer with beside those that any route may.
  package let statuses: [Int]
  package let action: Action

  package init(
    _ method: EndpointMethod,
    _ path: String,
    tag: String,
    _ summary: String,
    parameters: [EndpointParameter]? = [],
    body: EndpointBody? = nil,
    content: Content,
    statuses: [Int] = [200],
    action: @escaping Action
  ) {
    self.method = method
    self.path = path
    self.tag = tag
    self.summary = summary
    self.parameters = parameters
    self.body = body
    self.content = content
    self.statuses = statuses
    self.action = action
  }

  /// The path's segments.
  package var segments: [PathSegment] { path.split(separator: "/").map { PathSegment($0) } }

  /// All statuses it may answer with.
  package var allStatuses: [Int] {
    // A token can be wrong, a body malformed or too large, a query wrong, and anything can fail.
    var statuses = Set(statuses).union([401, 403, 500])
    if body != nil { statuses.formUnion([400, 413]) }
    if parameters?.isEmpty == false || path.contains("{") { statuses.insert(400) }
    return statuses.sorted()
  }
}

/// A part of a route's path.
package enum PathSegment: Sendable, Hashable {
  case literal(String)
  case parameter(String)

  package init(_ text: Substring) {
    if text.hasPrefix("{"), text.hasSuffix("}") {
      self = .parameter(String(text.dropFirst().dropLast()))
    } else {
      self = .literal(String(text))
    }
  }
}
