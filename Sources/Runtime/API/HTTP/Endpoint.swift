import HTTPTypes
import Hummingbird

/// A route: how it is asked, what it does, and how it is described in `openapi.json`.
struct Endpoint: Sendable {
  /// What a route does with a request.
  typealias Action = @Sendable (APIRequest) async throws -> APIAnswer

  /// What an answer's body is.
  enum Content: Sendable {
    /// `{"success":…,"message":…,"data":…}`, with a description of `data`
    case envelope(String)
    /// Something else, of this type.
    case other(type: String, String)
  }

  let method: HTTPRequest.Method
  /// Such as `/api/v1/chargepoints/{id}`.
  let path: String
  /// The group it belongs to in the description.
  let tag: String
  let summary: String
  /// Its query parameters; nil: any are ignored.
  let parameters: [EndpointParameter]?
  let body: EndpointBody?
  /// What the answer carries when all is well.
  let content: Content
  /// The statuses it may answer with beside those that any route may.
  let statuses: [Int]
  let action: Action

  init(
    _ method: HTTPRequest.Method,
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
  var segments: [PathSegment] { path.split(separator: "/").map { PathSegment($0) } }

  /// All statuses it may answer with.
  var allStatuses: [Int] {
    // A body can be malformed or too large, a query wrong, and anything can fail.
    var statuses = Set(statuses).union([500])
    if body != nil { statuses.formUnion([400, 413]) }
    if parameters?.isEmpty == false || path.contains("{") { statuses.insert(400) }
    return statuses.sorted()
  }
}

/// A part of a route's path.
enum PathSegment: Sendable, Hashable {
  case literal(String)
  case parameter(String)

  init(_ text: Substring) {
    if text.hasPrefix("{"), text.hasSuffix("}") {
      self = .parameter(String(text.dropFirst().dropLast()))
    } else {
      self = .literal(String(text))
    }
  }
}
