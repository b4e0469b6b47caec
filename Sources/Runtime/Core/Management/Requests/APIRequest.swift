package import Logging

/// A request, as a route sees it.
package struct APIRequest: Sendable {
  /// The values of the path's parameters, percent-decoded.
  package let path: [String: String]
  package let query: APIQuery
  /// By their names in small letters; only those that a route may need.
  package let headers: [String: String]
  /// Empty for routes that take none.
  package let body: [UInt8]
  package let logger: Logger

  /// A parameter of the path.
  package subscript(name: String) -> String { path[name] ?? "" }

  /// The body, read as JSON.
  ///
  /// - Throws: ``APIError``
  package func json() throws(APIError) -> JSONBody { try JSONBody(body) }
}
