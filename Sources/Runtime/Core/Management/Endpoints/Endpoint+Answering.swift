package import Logging
import OCPPCodec

extension Endpoint {
  /// Answers a request: reads its query, runs the action, turns what it throws into an answer.
  ///
  /// - Parameters:
  ///   - path: the values of the path's parameters.
  ///   - query: what stands after the `?`, still encoded.
  ///   - body: empty for routes that take none.
  package func answer(
    path values: [String: String],
    query: String?,
    body: [UInt8],
    headers: [String: String] = [:],
    logger: Logger
  ) async -> APIAnswer {
    do {
      let query = try APIQuery(query, parameters: parameters)
      return try await action(APIRequest(path: values, query: query, headers: headers, body: body, logger: logger))
    } catch let error as APIError {
      return error.answer
    } catch let error as StoreError {
      logger.error("store unavailable", metadata: ["path": "\(path)", "error": "\(error)"])
      return APIAnswer(.serviceUnavailable, "the store is not available; the gateway's log says why")
    } catch is CancellationError {
      return APIAnswer(.serviceUnavailable, "the gateway is shutting down")
    } catch {
      logger.error("request failed", metadata: ["path": "\(path)", "error": "\(error)"])
      return APIAnswer(.internalServerError, "the gateway could not answer; its log says why")
    }
  }
}
