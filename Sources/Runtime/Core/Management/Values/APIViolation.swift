package import OCPPCodec

/// What is wrong with a request.
package struct APIViolation: Sendable {
  /// The JSON pointer (RFC 6901) of the value in the body; empty for the body itself and for query parameters.
  package var pointer: String
  /// What is violated: a keyword of JSON Schema.
  package var keyword: ConstraintKeyword
  /// The member or query parameter that it is about.
  package var member: String?
  /// The OCPP error code; nil where the body isn't an OCPP payload.
  package var code: CallErrorCode?
  /// For people.
  package var message: String

  package init(_ pointer: String, _ keyword: ConstraintKeyword, member: String? = nil, _ message: String) {
    self.pointer = pointer
    self.keyword = keyword
    self.member = member
    self.message = message
  }

  package init(_ violation: Violation) {
    pointer = violation.pointer
    keyword = violation.keyword
    member = violation.member
    code = violation.code
    message = violation.message
  }

  package var value: APIValue {
    var members: [(name: String, value: APIValue)] = [
      (name: "pointer", value: .text(pointer)), (name: "keyword", value: .text(keyword.rawValue)),
    ]
    if let code { members.append((name: "code", value: .text(code.rawValue))) }
    members.append((name: "message", value: .text(message)))
    if let member { members.append((name: "member", value: .text(member))) }
    return .object(members)
  }
}
