import HTTPTypes
import Hummingbird
import OCPPCodec

/// Why a request isn't answered with what it asked for; thrown, it becomes the answer.
struct APIError: Error, Sendable {
  let answer: APIAnswer

  /// - Parameter message: for people: what is wrong, and what would be right.
  init(_ status: HTTPResponse.Status, _ message: String, data: APIValue = .null, headers: HTTPFields = [:]) {
    answer = APIAnswer(status, success: false, message, data: data, headers: headers)
  }

  /// The request is not valid.
  ///
  /// - Parameter violations: all that is wrong; at least one.
  init(_ violations: [APIViolation]) {
    let first = violations.first?.message ?? "the request is not valid"
    let message = violations.count > 1 ? "\(first) (and \(violations.count - 1) more)" : first
    self.init(.badRequest, message, data: ["violations": .array(violations.map(\.value))])
  }

  /// The request is not valid.
  init(_ violation: APIViolation) { self.init([violation]) }
}
