import GatewayCore
import HTTPTypes
package import Hummingbird
import Logging
import NIOCore
import OCPPCodec

/// Answers requests: finds the route and gives it what it needs.
package struct APIResponder: HTTPResponder {
  package typealias Context = BasicRequestContext

  let table: EndpointTable
  private let services: APIServices

  init(_ services: APIServices) {
    self.services = services
    table = EndpointTable(services)
  }

  package func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
    let begin = monotonicNanoseconds()
    var answer: APIAnswer
    switch table.match(request.method.rawValue, path: request.uri.path) {
    case .endpoint(let endpoint, let path):
      answer = try await perform(endpoint, path, request, context.logger)
    case .otherMethods(let methods):
      let allowed = methods.joined(separator: ", ")
      answer = APIAnswer(
        .methodNotAllowed, "this path takes \(allowed), not \(request.method.rawValue)", headers: ["allow": allowed])
    case .malformed: answer = APIAnswer(.badRequest, "the path has a broken percent encoding")
    case .nothing: answer = APIAnswer(.notFound, "there is no such route; /openapi.json describes all there are")
    }
    context.logger.debug(
      "request",
      metadata: [
        "method": "\(request.method.rawValue)", "path": "\(request.uri.path.escapedForPeople)",
        "status": "\(answer.status.code)", "microseconds": "\((monotonicNanoseconds() - begin) / 1000)",
      ])
    return answer.response(isHead: request.method == .head)
  }

  /// - Throws: when the request can't be read to its end.
  private func perform(
    _ endpoint: Endpoint,
    _ path: [String: String],
    _ request: Request,
    _ logger: Logger
  ) async throws -> APIAnswer {
    var body: [UInt8] = []
    if endpoint.body != nil {
      let limit = services.options.maximumBodySize
      let tooLarge = APIAnswer(.contentTooLarge, "the body may have at most \(limit) bytes")
      if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { return tooLarge }
      do {
        body = Array(buffer: try await request.body.collect(upTo: limit))
      } catch is NIOTooManyBytesError {
        return tooLarge
      }
    }
    var headers: [String: String] = [:]
    if let name = HTTPField.Name("last-event-id"), let value = request.headers[name] {
      headers["last-event-id"] = value
    }
    return await endpoint.answer(
      path: path, query: request.uri.query, body: body, headers: headers, logger: logger)
  }
}
