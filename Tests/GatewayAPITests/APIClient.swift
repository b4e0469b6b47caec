import GatewayCore
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import OCPPCodec
import Testing

@testable import GatewayAPI

/// Asks the REST interface and checks what holds for every answer.
struct APIClient: Sendable {
  let client: any TestClientProtocol
  let table: EndpointTable

  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String
    let json: JSONValue

    var data: JSONValue { json["data"] ?? .null }
    var message: String { json["message"]?.string ?? "" }
    /// Keyword and pointer, or member, of the violations.
    var violations: [String] {
      (data["violations"]?.elements ?? []).map {
        "\($0["keyword"]?.string ?? "") \($0["pointer"]?.string ?? "")\($0["member"]?.string.map { "+\($0)" } ?? "")"
      }
    }
  }

  func get(_ path: String) async throws -> Answer { try await send(.get, path) }
  func post(_ path: String, _ body: String) async throws -> Answer { try await send(.post, path, body) }
  func put(_ path: String, _ body: String) async throws -> Answer { try await send(.put, path, body) }
  func delete(_ path: String) async throws -> Answer { try await send(.delete, path) }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, authorization: String? = nil
  ) async throws -> Answer {
    var headers: HTTPFields = [:]
    headers[.authorization] = authorization
    let response = try await client.execute(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    let text = String(buffer: response.body)
    let status = response.status.code
    #expect(response.headers[.xContentTypeOptions] == "nosniff", "\(path)")
    #expect(response.headers[.cacheControl] == "no-store", "\(path)")
    // What is described is what happens.
    if case .endpoint(let endpoint, _) = table.match(method.rawValue, path: String(path.prefix { $0 != "?" })) {
      #expect(endpoint.allStatuses.contains(status), "\(method) \(endpoint.path) does not describe \(status)")
    }
    var json = JSONValue.null
    if response.headers[.contentType] == "application/json", method != .head {
      json = try JSONValue(parsing: text)
      if json["openapi"] == nil {
        #expect(json.members.map(\.name) == ["success", "message", "data"], "\(text)")
        #expect(json["message"]?.string?.isEmpty == false)
        if status >= 400 { #expect(json["success"] == .boolean(false)) }
      }
    }
    return Answer(status: status, headers: response.headers, text: text, json: json)
  }
}
