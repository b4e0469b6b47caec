import GatewayCore
import Logging
import OCPP16
import OCPPCodec

extension SmartChargingHandler {
  /// Asks a station for its composite schedule and compares it with the one calculated from the profiles that it accepted
  /// (OCPP 1.6 §5.7). The answer is the station's, whatever the comparison says.
  func getSchedule(
    _ request: OCPP16.GetCompositeScheduleRequest, _ context: CallContext,
    _ next: TypedNext<OCPP16.GetCompositeScheduleRequest>
  ) async throws -> OCPP16.GetCompositeScheduleResponse {
    var problems: [PayloadProblem] = []
    if request.connectorId < 0 {
      problems.append(
        PayloadProblem(
          pointer: "/connectorId", message: "'/connectorId' must be 0 for the station or the number of a connector"))
    }
    if request.duration < 1 {
      problems.append(
        PayloadProblem(pointer: "/duration", message: "'/duration' must be at least 1 second"))
    }
    guard problems.isEmpty else { throw CallError(problems) }
    let response = try await next(request)
    if let found = ReportedSchedule(response, asked: request, at: context.clock.milliseconds / 1000) {
      let station = try await StationCharging(of: context.station, in: context.store)
      let comparison = compare(found, connector: request.connectorId, with: station)
      if let worst = comparison.excesses.first { warn(of: worst, in: found, connector: request.connectorId, context) }
    }
    return response
  }

  /// The schedule that a station should follow.
  ///
  /// - Parameters:
  ///   - start: seconds since the epoch.
  ///   - duration: seconds.
  func schedule(
    _ station: StationCharging, connector: Int, from start: Int64, duration: Int, unit: ChargingUnit
  ) -> CompositeSchedule {
    station.scheduler(configuration.supply).schedule(
      connector: connector, connectors: station.connectors, from: start, duration: duration, unit: unit)
  }

  /// Where a station allows more than it should.
  func compare(_ found: ReportedSchedule, connector: Int, with station: StationCharging) -> ScheduleComparison {
    let duration = min(found.duration, Int64(CompositeScheduler.maximumDuration))
    let expected = schedule(station, connector: connector, from: found.start, duration: Int(duration), unit: found.unit)
    return ScheduleComparison(
      expected: expected, found: found.periods.map { (start: $0.start, limit: $0.limit) }, duration: duration,
      tolerance: configuration.tolerance)
  }

  private func warn(
    of excess: ScheduleComparison.Excess, in schedule: ReportedSchedule, connector: Int, _ context: CallContext
  ) {
    context.services.logger.warning(
      "a station's composite schedule allows more than its profiles",
      metadata: [
        "station": "\(context.station)", "connector": "\(connector)", "unit": "\(schedule.unit.rawValue)",
        "from": "\(DateTime(millisecondsSinceEpoch: (schedule.start + excess.start) * 1000))",
        "expected": "\(DecimalNumber(tenths: excess.expected))", "found": "\(DecimalNumber(tenths: excess.found))",
      ])
  }
}

/// A composite schedule as a station gave it.
struct ReportedSchedule: Sendable, Equatable {
  struct Period: Sendable, Equatable {
    /// Seconds from the start.
    var start: Int64
    /// Tenths of the unit.
    var limit: Int
    var phases: Int?
  }

  /// Seconds since the epoch.
  var start: Int64
  /// Seconds.
  var duration: Int64
  var unit: ChargingUnit
  var periods: [Period]

  /// Nil when the station gave none, or none that can be read.
  ///
  /// - Parameter now: from when on it is for, if the station doesn't say; seconds since the epoch.
  init?(
    _ response: OCPP16.GetCompositeScheduleResponse, asked request: OCPP16.GetCompositeScheduleRequest, at now: Int64
  ) {
    guard response.status == .accepted, let schedule = response.chargingSchedule,
      let unit = ChargingUnit(rawValue: schedule.chargingRateUnit.text)
    else { return nil }
    start = (schedule.startSchedule ?? response.scheduleStart)?.seconds ?? now
    duration = Int64(schedule.duration ?? request.duration)
    self.unit = unit
    periods = []
    for period in schedule.chargingSchedulePeriod {
      guard Int64(period.startPeriod) >= periods.last?.start ?? 0 else { return nil }
      // Some stations have a very large number for no limit.
      let limit = Int(min(max(period.limit.double * 10, 0), Double(ChargingLimit.maximumTenths)).rounded())
      periods.append(Period(start: Int64(period.startPeriod), limit: limit, phases: period.numberPhases))
    }
  }
}
