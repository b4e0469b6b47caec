import GatewayCore
import OCPPCodec

extension ChargingProfileRecord {
  /// What lists say of it.
  var representation: APIValue {
    [
      "chargingProfileId": .integer(id), "connectorId": .optional(connector), "purpose": .text(purpose.rawValue),
      "stackLevel": .integer(stackLevel), "transactionId": .optional(transaction), "idTag": .optional(idTag),
      "origin": .text(origin.rawValue), "acceptedAt": .moment(acceptedAt), "profile": .raw(profile),
    ]
  }
}

extension CompositeSchedule {
  /// The schedule, in the manner of a ChargingSchedule; a limit is null where nothing limits.
  var representation: APIValue {
    let periods = periods.map { period -> APIValue in
      [
        "startPeriod": .integer(Int(period.start)),
        "limit": .number(period.limit.map { DecimalNumber(tenths: $0) }),
        "numberPhases": .optional(period.phases),
      ]
    }
    return [
      "start": .moment(start * 1000), "duration": .integer(Int(duration)), "chargingRateUnit": .text(unit.rawValue),
      "periods": .array(periods),
    ]
  }
}

extension ReportedSchedule {
  /// The same of a station's own.
  var representation: APIValue {
    let periods = periods.map { period -> APIValue in
      [
        "startPeriod": .integer(Int(period.start)), "limit": .number(DecimalNumber(tenths: period.limit)),
        "numberPhases": .optional(period.phases),
      ]
    }
    return [
      "start": .moment(start * 1000), "duration": .integer(Int(duration)), "chargingRateUnit": .text(unit.rawValue),
      "periods": .array(periods),
    ]
  }
}

extension ScheduleComparison {
  /// Where the station allows too much.
  var representation: APIValue {
    .array(
      excesses.map { excess in
        [
          "startPeriod": .integer(Int(excess.start)), "endPeriod": .integer(Int(excess.end)),
          "expected": .number(DecimalNumber(tenths: excess.expected)),
          "found": .number(DecimalNumber(tenths: excess.found)),
        ]
      })
  }
}
