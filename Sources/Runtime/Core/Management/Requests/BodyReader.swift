package import OCPPCodec

/// Reads a body's members and collects all that is wrong with them.
package struct BodyReader {
  package let body: JSONBody
  package private(set) var violations: [APIViolation] = []

  /// - Parameter members: those that the body may have; nil: any.
  package init(_ body: JSONBody, members: [String]?) {
    self.body = body
    guard let members else { return }
    for member in body.members where !members.contains(member.name) {
      report(
        "", .additionalProperties, member: member.name,
        "there is no member '\(member.name.escapedForPeople(limit: 64))'; there are: "
          + members.joined(separator: ", "))
    }
  }

  /// A member that may be absent or null.
  private func value(_ name: String) -> JSONValue? {
    guard let value = body.value[name], value != .null else { return nil }
    return value
  }

  /// A string that may be absent.
  package mutating func text(_ name: String) -> String? {
    guard let value = value(name) else { return nil }
    if value.string == nil { report("/\(name)", .type, "'\(name)' must be a string") }
    return value.string
  }

  /// A string that must be there and not be empty.
  package mutating func requiredText(_ name: String) -> String? {
    guard value(name) != nil else {
      report("", .required, member: name, "the member '\(name)' is needed")
      return nil
    }
    guard let text = text(name) else { return nil }
    if text.isEmpty { report("/\(name)", .required, "'\(name)' must not be empty") }
    return text
  }

  /// An integer that may be absent.
  package mutating func integer(_ name: String) -> Int? {
    guard let value = value(name) else { return nil }
    if value.integer == nil { report("/\(name)", .type, "'\(name)' must be an integer") }
    return value.integer
  }

  /// A boolean that may be absent.
  package mutating func boolean(_ name: String) -> Bool? {
    guard let value = value(name) else { return nil }
    if value.boolean == nil { report("/\(name)", .type, "'\(name)' must be true or false") }
    return value.boolean
  }

  /// A number of seconds that may be absent.
  package mutating func duration(_ name: String, in range: ClosedRange<Double>) -> Duration? {
    let seconds: Double
    switch value(name) {
    case nil: return nil
    case .integer(let value): seconds = Double(value)
    case .real(let value): seconds = value
    default:
      report("/\(name)", .type, "'\(name)' must be a number of seconds")
      return nil
    }
    guard range.contains(seconds) else {
      report(
        "/\(name)", seconds < range.lowerBound ? .minimum : .maximum,
        "'\(name)' must be from \(range.lowerBound) to \(range.upperBound) seconds")
      return nil
    }
    return .milliseconds(Int64(seconds * 1000))
  }

  /// Notes a problem.
  package mutating func report(
    _ pointer: String, _ keyword: ConstraintKeyword, member: String? = nil, _ message: String
  ) {
    violations.append(APIViolation(pointer, keyword, member: member, message))
  }

  /// - Throws: ``APIError`` with all that is wrong, if anything is.
  package func finish() throws(APIError) {
    if !violations.isEmpty { throw APIError(violations) }
  }
}
