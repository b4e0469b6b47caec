import GatewayCore
import HTTPTypes
package import Hummingbird
import Logging
import NIOCore
import OCPPCodec

/// Answers requests: finds the route, reads what it needs, turns errors into answers.
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
    switch table.match(request.method, path: request.uri.path) {
    case .endpoint(let endpoint, let path):
      answer = try await perform(endpoint, path, request, context.logger)
    case .otherMethods(let methods):
      let allowed = methods.joined(separator: ", ")
      answer = APIAnswer(
        .methodNotAllowed, "this path takes \(allowed), not \(request.method.rawValue)", headers: [.allow: allowed])
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
    do {
      let query = try APIQuery(request.uri.query, parameters: endpoint.parameters)
      return try await endpoint.action(APIRequest(path: path, query: query, body: body, logger: logger))
    } catch let error as APIError {
      return error.answer
    } catch let error as StoreError {
      logger.error("store unavailable", metadata: ["path": "\(endpoint.path)", "error": "\(error)"])
      return APIAnswer(.serviceUnavailable, "the store is not available; the gateway's log says why")
    } catch is CancellationError {
      return APIAnswer(.serviceUnavailable, "the gateway is shutting down")
    } catch {
      logger.error("request failed", metadata: ["path": "\(endpoint.path)", "error": "\(error)"])
      return APIAnswer(.internalServerError, "the gateway could not answer; its log says why")
    }
  }
}
