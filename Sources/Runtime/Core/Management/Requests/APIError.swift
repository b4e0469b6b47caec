import OCPPCodec

/// Why a request isn't answered with what it asked for; thrown, it becomes the answer.
package struct APIError: Error, Sendable {
  package let answer: APIAnswer

  /// - Parameter message: for people: what is wrong, and what would be right.
  package init(_ status: APIStatus, _ message: String, data: APIValue = .null, headers: [String: String] = [:]) {
    answer = APIAnswer(status, success: false, message, data: data, headers: headers)
  }

  /// The request is not valid.
  ///
  /// - Parameter violations: all that is wrong; at least one.
  package init(_ violations: [APIViolation]) {
    let first = violations.first?.message ?? "the request is not valid"
    let message = violations.count > 1 ? "\(first) (and \(violations.count - 1) more)" : first
    self.init(.badRequest, message, data: ["violations": .array(violations.map(\.value))])
  }

  /// The request is not valid.
  package init(_ violation: APIViolation) { self.init([violation]) }
}
