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
  /// Whoever guesses tokens fills no disk.
  private let refusals = LogAllowance()

  init(_ services: APIServices) {
    self.services = services
    table = EndpointTable(services)
  }

  package func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
    let begin = monotonicNanoseconds()
    let match = table.match(request.method.rawValue, path: request.uri.path)
    let access = services.options.access.decide(
      request.headers[.authorization], method: request.method.rawValue, match.endpoint)
    guard case .granted(let token) = access else {
      return refuse(access, request, context.logger).response(isHead: request.method == .head)
    }
    var answer: APIAnswer
    switch match {
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
        "token": "\(token ?? "")", "method": "\(request.method.rawValue)",
        "path": "\(request.uri.path.escapedForPeople)",
        "status": "\(answer.status.code)", "microseconds": "\((monotonicNanoseconds() - begin) / 1000)",
      ])
    return answer.response(isHead: request.method == .head)
  }

  /// Says why somebody may not ask.
  private func refuse(_ access: AccessControl.Decision, _ request: Request, _ logger: Logger) -> APIAnswer {
    if let suppressed = refusals.take(at: services.clock.milliseconds) {
      logger.info(
        "request refused",
        metadata: [
          "reason": "\(access)", "method": "\(request.method.rawValue)", "path": "\(request.uri.path.escapedForPeople)",
          "suppressed": "\(suppressed)",
        ])
    }
    // RFC 6750 §3
    switch access {
    case .readsOnly:
      return APIAnswer(
        .forbidden, "this token is good for reading only",
        headers: ["www-authenticate": #"Bearer realm="gateway", error="insufficient_scope""#])
    case .wrongToken:
      return APIAnswer(
        .unauthorized, "the token is not one of the gateway's",
        headers: ["www-authenticate": #"Bearer realm="gateway", error="invalid_token""#])
    case .granted, .noToken:
      return APIAnswer(
        .unauthorized, "a token is needed: Authorization: Bearer …",
        headers: ["www-authenticate": #"Bearer realm="gateway""#])
    }
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
