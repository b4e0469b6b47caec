import HTTPTypes
import Hummingbird
import Logging

/// A request, as a route sees it.
struct APIRequest: Sendable {
  /// The values of the path's parameters, percent-decoded.
  let path: [String: String]
  let query: APIQuery
  /// Empty for routes that take none.
  let body: [UInt8]
  let logger: Logger

  /// A parameter of the path.
  subscript(name: String) -> String { path[name] ?? "" }

  /// The body, read as JSON.
  ///
  /// - Throws: ``APIError``
  func json() throws(APIError) -> JSONBody { try JSONBody(body) }
}
