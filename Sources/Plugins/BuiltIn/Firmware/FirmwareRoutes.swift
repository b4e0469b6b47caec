import GatewayCore
import OCPP16
import OCPPCodec

/// Firmware and diagnostics of one station.
struct FirmwareRoutes: Sendable {
  private let gateway: GatewayServices
  private let jobs: TransferJobs

  private static let tag = "Firmware"
  private static let firmware = "/api/v1/chargepoints/{id}/firmware"
  private static let diagnostics = "/api/v1/chargepoints/{id}/diagnostics"
  private static let content = Endpoint.Content.envelope(
    "The operation: `{operationId, kind, clientId, state, details, history, …}`")
  private static let replace = EndpointParameter(
    "replace", "Whether a job that the station is at is given up for this one.",
    schema: ["type": "boolean", "default": false])

  init(_ gateway: GatewayServices, _ jobs: TransferJobs) {
    self.gateway = gateway
    self.jobs = jobs
  }

  var endpoints: [Endpoint] {
    endpoints(
      OCPP16.UpdateFirmwareRequest.action, Self.firmware, TransferBody.firmware, "Updates a station's firmware",
      ["location": "https://files.example.com/firmware/2.1.bin", "expectedVersion": "2.1"])
      + endpoints(
        OCPP16.GetDiagnosticsRequest.action, Self.diagnostics, TransferBody.diagnostics,
        "Has a station upload its diagnostics", ["location": "https://files.example.com/diagnostics/"])
  }

  private func endpoints(
    _ kind: String, _ path: String, _ members: [EndpointBody.Member], _ summary: String, _ example: APIValue
  ) -> [Endpoint] {
    [
      Endpoint(
        .post, path, tag: Self.tag,
        "\(summary): a job, which waits for the station to connect. Follow it by its operation.",
        parameters: [Self.replace], body: EndpointBody(members, example: example), content: Self.content,
        statuses: [202, 404, 409, 503]
      ) { try await begin(kind, members, $0) },
      Endpoint(
        .get, path, tag: Self.tag, "A station's latest job, and the firmware it has.",
        content: .envelope("`{clientId, firmwareVersion, operation}`"), statuses: [200, 404, 503]
      ) { try await show(kind, $0) },
      Endpoint(
        .delete, path, tag: Self.tag,
        "Gives up a station's job: nothing more is sent. A station that is at it can't be told, in 1.6.",
        content: Self.content, statuses: [200, 404, 503]
      ) { try await cancel(kind, $0) },
    ]
  }

  private func begin(_ kind: String, _ members: [EndpointBody.Member], _ request: APIRequest) async throws -> APIAnswer
  {
    var reader = BodyReader(try request.json(), members: members.map(\.name))
    let body = TransferBody(kind, reading: &reader, jobs.configuration, now: gateway.clock.milliseconds)
    try reader.finish()
    let station = try await gateway.addressee(request["id"])
    guard station.version != .v201 else {
      throw APIError(.conflict, "station '\(station.id)' speaks OCPP 2.0.1; jobs are made for 1.6")
    }
    let replaces = try request.query.boolean(Self.replace) ?? false
    if let current = try await jobs.current(kind, of: station.id, gateway), current.state != .uncertain {
      guard replaces else {
        throw APIError(
          .conflict, "station '\(station.id)' has a job already; give ?replace=true to give that up",
          data: current.representation)
      }
      try await jobs.supersede(
        kind, of: station.id, except: nil, reason: "an operator wanted another one", gateway)
    }
    let operation = try await jobs.create(
      body.command, of: station.id, attempts: body.attempts, expectedVersion: body.expectedVersion, gateway)
    jobs.send(operation, gateway)
    return APIAnswer(
      .accepted, station.session == nil ? "waits for station '\(station.id)' to connect" : "is being sent",
      data: operation.representation,
      headers: ["location": "/api/v1/operations/\(operation.id)"])
  }

  private func show(_ kind: String, _ request: APIRequest) async throws -> APIAnswer {
    let station = try await gateway.station(request["id"])
    let latest = try await gateway.store.operations(OperationQuery(station: station.id, kind: kind, limit: 1)).first
    var operation: OperationRecord?
    if let latest { operation = try await gateway.store.operation(latest.id) }
    return APIAnswer(
      operation.map(\.state.rawValue) ?? "no job yet",
      data: [
        "clientId": .text(station.id.text), "firmwareVersion": .optional(station.record?.firmwareVersion),
        "operation": operation?.representation ?? .null,
      ])
  }

  private func cancel(_ kind: String, _ request: APIRequest) async throws -> APIAnswer {
    let station = try await gateway.station(request["id"])
    guard let current = try await jobs.current(kind, of: station.id, gateway),
      let operation = try await jobs.apply(
        .cancelled(reason: "by an operator"), to: current.id, of: station.id, gateway)
    else { throw APIError(.notFound, "station '\(station.id)' has no such job") }
    return APIAnswer("given up", data: operation.representation)
  }
}
