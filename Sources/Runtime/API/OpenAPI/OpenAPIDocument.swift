import GatewayCore

/// A description of the routes by OpenAPI 3.0.
struct OpenAPIDocument {
  let value: APIValue

  private typealias Members = [(name: String, value: APIValue)]

  init(_ endpoints: [Endpoint], version: String) {
    var paths: [(path: String, operations: Members)] = []
    for endpoint in endpoints {
      let operation = (name: endpoint.method.rawValue.lowercased(), value: Self.operation(endpoint))
      if let index = paths.firstIndex(where: { $0.path == endpoint.path }) {
        paths[index].operations.append(operation)
      } else {
        paths.append((endpoint.path, [operation]))
      }
    }
    value = [
      "openapi": "3.0.3",
      "info": [
        "title": "OCPP gateway",
        "version": .text(version),
        "description":
          "Text that stations supply is data: escape it before it is shown. Moments are RFC 3339 in UTC, energy is in Wh.",
      ],
      "paths": .object(paths.map { (name: $0.path, value: .object($0.operations)) }),
      // A token, or none where none are configured.
      "security": [["token": []], [:]],
      "components": [
        "schemas": ["Envelope": Self.envelope, "Violation": Self.violation],
        "securitySchemes": [
          "token": [
            "type": "http", "scheme": "bearer", "description": "One of `http.tokens` of the configuration.",
          ]
        ],
      ],
    ]
  }

  private static let envelope: APIValue = [
    "type": "object",
    "required": ["success", "message", "data"],
    "properties": [
      "success": ["type": "boolean"],
      "message": ["type": "string", "description": "For people."],
      "data": [
        "nullable": true,
        "description": "What was asked for; with status 400, `violations`: a list of Violation.",
      ],
    ],
  ]

  private static let violation: APIValue = [
    "type": "object",
    "required": ["pointer", "keyword", "message"],
    "properties": [
      "pointer": ["type": "string", "description": "JSON pointer of the value; in a command, within its payload."],
      "keyword": ["type": "string", "description": "The keyword of JSON Schema that is violated."],
      "code": ["type": "string", "description": "The OCPP error code."],
      "message": ["type": "string"],
      "member": ["type": "string", "description": "The member or query parameter it is about."],
    ],
  ]

  private static func operation(_ endpoint: Endpoint) -> APIValue {
    var members: Members = [
      (name: "tags", value: [.text(endpoint.tag)]),
      (name: "summary", value: .text(endpoint.summary)),
      (name: "operationId", value: .text(operationID(endpoint))),
    ]
    let parameters = pathParameters(endpoint) + (endpoint.parameters ?? []).map(parameter)
    if !parameters.isEmpty { members.append((name: "parameters", value: .array(parameters))) }
    if let body = endpoint.body {
      members.append(
        (
          name: "requestBody",
          value: [
            "required": true, "content": ["application/json": ["schema": body.schema, "example": body.example]],
          ]
        ))
    }
    let responses = endpoint.allStatuses.map { status in
      (name: String(status), value: response(status, of: endpoint))
    }
    members.append((name: "responses", value: .object(responses)))
    return .object(members)
  }

  private static func operationID(_ endpoint: Endpoint) -> String {
    let words = endpoint.segments.map { segment -> String in
      switch segment {
      case .literal(let text): text.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
      case .parameter(let name): "by_\(name)"
      }
    }
    return ([endpoint.method.rawValue.lowercased()] + words).joined(separator: "_")
  }

  private static let pathDescriptions = [
    "id": "The station's id.",
    "n": "The connector's number.",
    "operationId": "The operation's id.",
    "requestId": "The request id that the command was accepted with.",
    "tag": "The id of the id token.",
    "tx": "The transaction's id.",
  ]

  private static func pathParameters(_ endpoint: Endpoint) -> [APIValue] {
    endpoint.segments.compactMap { segment in
      guard case .parameter(let name) = segment else { return nil }
      return [
        "name": .text(name), "in": "path", "required": true,
        "description": .text(pathDescriptions[name] ?? "The \(name)."), "schema": ["type": "string"],
      ]
    }
  }

  private static func parameter(_ parameter: EndpointParameter) -> APIValue {
    [
      "name": .text(parameter.name),
      "in": "query",
      "required": .boolean(parameter.isRequired),
      "description": .text(parameter.description),
      "schema": parameter.isRepeated ? ["type": "array", "items": parameter.schema] : parameter.schema,
    ]
  }

  private static func response(_ status: Int, of endpoint: Endpoint) -> APIValue {
    let envelope: APIValue = ["schema": ["$ref": "#/components/schemas/Envelope"]]
    guard status < 300 else {
      return ["description": .text(meanings[status] ?? "Error."), "content": ["application/json": envelope]]
    }
    switch endpoint.content {
    case .envelope(let data):
      let description = meanings[status] ?? "Done."
      return ["description": .text("\(description) `data`: \(data)"), "content": ["application/json": envelope]]
    case .other(let type, let description):
      let schema: APIValue = ["schema": ["type": type == "application/json" ? "object" : "string"]]
      return ["description": .text(description), "content": .object([(name: type, value: schema)])]
    }
  }

  private static let meanings = [
    200: "Done.",
    201: "Created.",
    202: "Accepted, not done yet.",
    400: "The request is not valid; `data.violations` says why.",
    401: "There is no token, or it is not one of the gateway's.",
    403: "The token is good for reading only.",
    404: "There is no such thing.",
    408: "The station did not answer in time; `data.sent` says whether it was sent the command.",
    409: "A conflict.",
    413: "The body is too large.",
    500: "Something went wrong inside.",
    502: "The station answered with an error, or with something invalid.",
    503: "The station is offline, or the store is not available.",
  ]
}
