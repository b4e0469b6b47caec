/// All routes, found by method and path.
package struct EndpointTable: Sendable {
  /// What a path leads to.
  package enum Match: Sendable {
    case endpoint(Endpoint, path: [String: String])
    /// The path is there, but not for this method; those that it is there for.
    case otherMethods([String])
    /// A segment's percent encoding is broken.
    case malformed
    case nothing

    /// The route, if there is one.
    package var endpoint: Endpoint? { if case .endpoint(let endpoint, _) = self { endpoint } else { nil } }
  }

  package let endpoints: [Endpoint]
  private let patterns: [[PathSegment]]

  package init(_ endpoints: [Endpoint]) {
    self.endpoints = endpoints
    patterns = endpoints.map(\.segments)
  }

  /// Finds the route of a request; HEAD has that of GET.
  ///
  /// A literal segment counts before a parameter: `/transactions/remote-start` is never a transaction of that id.
  package func match(_ method: String, path: String) -> Match {
    var segments: [String] = []
    // A slash at the end changes nothing; one in the middle makes an empty segment, which no route has.
    for segment in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      guard let segment = PercentEncoding.decode(segment) else { return .malformed }
      segments.append(segment)
    }
    if segments.last?.isEmpty == true { segments.removeLast() }
    let wanted = method == "HEAD" ? "GET" : method
    var others: [String] = []
    var best: (endpoint: Endpoint, values: [String: String])?
    for (endpoint, pattern) in zip(endpoints, patterns) {
      guard let values = Self.values(of: segments, in: pattern) else { continue }
      if endpoint.method.rawValue == wanted {
        if best.map({ values.count < $0.values.count }) ?? true { best = (endpoint, values) }
        continue
      }
      for name in [endpoint.method.rawValue] + (endpoint.method == .get ? ["HEAD"] : []) where !others.contains(name) {
        others.append(name)
      }
    }
    if let best { return .endpoint(best.endpoint, path: best.values) }
    return others.isEmpty ? .nothing : .otherMethods(others)
  }

  private static func values(of segments: [String], in pattern: [PathSegment]) -> [String: String]? {
    guard segments.count == pattern.count else { return nil }
    var values: [String: String] = [:]
    for (segment, part) in zip(segments, pattern) {
      switch part {
      case .literal(let literal): if segment != literal { return nil }
      case .parameter(let name):
        if segment.isEmpty { return nil }
        values[name] = segment
      }
    }
    return values
  }
}
