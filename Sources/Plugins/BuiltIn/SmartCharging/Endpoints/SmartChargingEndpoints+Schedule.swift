import GatewayCore
import OCPP16
import OCPPCodec

extension SmartChargingEndpoints {
  private static let connector = EndpointParameter(
    "connectorId", "The connector; 0, the default, is the station as a whole.",
    schema: ["type": "integer", "minimum": 0, "default": 0])
  private static let duration = EndpointParameter(
    "duration", "Seconds from now.",
    schema: [
      "type": "integer", "minimum": 1, "maximum": .integer(CompositeScheduler.maximumDuration), "default": 86_400,
    ])
  private static let unit = EndpointParameter.choice(
    "unit", "In what; default `A`.", ChargingUnit.allCases.map(\.rawValue))
  private static let asksStation = EndpointParameter(
    "station", "Whether to ask the station for its own, and compare.", schema: ["type": "boolean", "default": false])

  var scheduleEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/chargepoints/{id}/composite-schedule", tag: Self.tag,
        "What a station should let flow from now on, calculated from the profiles that it accepted.",
        parameters: [Self.connector, Self.duration, Self.unit, Self.asksStation],
        content: .envelope("`{connectorId, calculated, station, excesses}`; the last two when the station was asked."),
        statuses: Self.commandStatuses
      ) { try await schedule($0) }
    ]
  }

  private func schedule(_ request: APIRequest) async throws -> APIAnswer {
    let connector = try request.query.integer(Self.connector, in: 0...Int(Int32.max)) ?? 0
    let duration = try request.query.integer(Self.duration, in: 1...CompositeScheduler.maximumDuration) ?? 86_400
    let unit = try request.query.choice(Self.unit, as: ChargingUnit.self) ?? .ampere
    let station = try await gateway.station(request["id"])
    var members: [(name: String, value: APIValue)] = [(name: "connectorId", value: .integer(connector))]
    if try request.query.boolean(Self.asksStation) == true {
      let command = OCPP16.GetCompositeScheduleRequest(
        connectorId: connector, duration: duration, chargingRateUnit: OCPP16.ChargingRateUnitType(text: unit.rawValue))
      let report = await CommandSender(gateway).send("GetCompositeSchedule", payload: command.json, to: station)
      guard let response = report.response as? OCPP16.GetCompositeScheduleResponse else { return report.answer }
      guard
        let found = ReportedSchedule(response, asked: command, at: gateway.clock.milliseconds / 1000)
      else { throw APIError(.conflict, "the station answered \(response.status.text) and gave no schedule") }
      let known = try await StationCharging(of: station.id, in: gateway.store)
      let calculated = charging.schedule(
        known, connector: connector, from: found.start, duration: Int(clamping: found.duration), unit: found.unit)
      let comparison = charging.compare(found, connector: connector, with: known)
      members += [
        (name: "calculated", value: calculated.representation), (name: "station", value: found.representation),
        (name: "excesses", value: comparison.representation),
      ]
      let verdict = comparison.excesses.isEmpty ? "within what it accepted" : "more than it accepted"
      return APIAnswer("the station's schedule allows \(verdict)", data: .object(members))
    }
    let known = try await StationCharging(of: station.id, in: gateway.store)
    let calculated = charging.schedule(
      known, connector: connector, from: gateway.clock.milliseconds / 1000, duration: duration, unit: unit)
    members.append((name: "calculated", value: calculated.representation))
    return APIAnswer("calculated from \(known.profiles.count) profiles", data: .object(members))
  }
}
