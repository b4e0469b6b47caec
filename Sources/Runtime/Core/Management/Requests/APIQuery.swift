package import OCPPCodec

/// The parameters after a URL's `?`.
package struct APIQuery: Sendable {
  private var pairs: [(name: String, value: String)] = []

  /// - Parameters:
  ///   - text: the query, still encoded.
  ///   - parameters: those that the route has; nil: any.
  /// - Throws: ``APIError`` with all that is wrong.
  package init(_ text: String?, parameters: [EndpointParameter]?) throws(APIError) {
    var violations: [APIViolation] = []
    for pair in (text ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true),
        let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
      else {
        violations.append(APIViolation("", .wellFormed, "the query has a broken percent encoding"))
        continue
      }
      if let parameters, !parameters.contains(where: { $0.name == name }) {
        let known =
          parameters.isEmpty ? "there are none" : "there are: " + parameters.map(\.name).joined(separator: ", ")
        violations.append(
          APIViolation(
            "", .additionalProperties, member: name,
            "there is no query parameter '\(name.escapedForPeople(limit: 64))' here; \(known)"))
      }
      pairs.append((name, value))
    }
    for parameter in parameters ?? [] {
      let count = pairs.filter { $0.name == parameter.name }.count
      if count > 1, !parameter.isRepeated {
        violations.append(
          APIViolation("", .maxItems, member: parameter.name, "query parameter '\(parameter.name)' is given twice"))
      } else if count == 0, parameter.isRequired {
        violations.append(
          APIViolation("", .required, member: parameter.name, "query parameter '\(parameter.name)' is needed"))
      }
    }
    if !violations.isEmpty { throw APIError(violations) }
  }

  /// All values of a parameter, in order.
  package func values(_ parameter: EndpointParameter) -> [String] {
    pairs.filter { $0.name == parameter.name }.map(\.value)
  }

  /// A parameter's value; nil when it isn't given.
  package func text(_ parameter: EndpointParameter) -> String? { values(parameter).first }

  /// A parameter that is one of a list; nil when it isn't given.
  ///
  /// - Throws: ``APIError`` when it is something else.
  package func choice<Choice: RawRepresentable & CaseIterable>(
    _ parameter: EndpointParameter,
    as type: Choice.Type
  ) throws(APIError) -> Choice? where Choice.RawValue == String {
    guard let text = text(parameter) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw invalid(parameter, .enum, "must be one of: \(choices)")
  }

  /// A parameter that is `true` or `false`; nil when it isn't given.
  ///
  /// - Throws: ``APIError`` when it is something else.
  package func boolean(_ parameter: EndpointParameter) throws(APIError) -> Bool? {
    switch text(parameter) {
    case nil: nil
    case "true": true
    case "false": false
    default: throw invalid(parameter, .type, "must be true or false")
    }
  }

  /// A parameter that is an integer; nil when it isn't given.
  ///
  /// - Throws: ``APIError`` when it is something else or out of range.
  package func integer(_ parameter: EndpointParameter, in range: ClosedRange<Int>) throws(APIError) -> Int? {
    guard let text = text(parameter) else { return nil }
    guard let value = Int(text) else { throw invalid(parameter, .type, "must be an integer") }
    guard range.contains(value) else {
      let keyword: ConstraintKeyword = value < range.lowerBound ? .minimum : .maximum
      throw invalid(parameter, keyword, "must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A parameter's error.
  package func invalid(_ parameter: EndpointParameter, _ keyword: ConstraintKeyword, _ problem: String) -> APIError {
    APIError(APIViolation("", keyword, member: parameter.name, "query parameter '\(parameter.name)' \(problem)"))
  }
}
