import GatewayConfig
import GatewayCore
import OCPP16
import OCPPCodec

extension SmartChargingConfiguration {
  private enum Kind: String, CaseIterable {
    case absolute = "Absolute"
    case recurring = "Recurring"
    case relative = "Relative"
  }

  private enum Recurrency: String, CaseIterable {
    case daily = "Daily"
    case weekly = "Weekly"
  }

  /// Reads the list `templates`.
  static func templates(_ reader: ConfigurationReader) -> [String: ChargingTemplate] {
    var templates: [String: ChargingTemplate] = [:]
    let sections = reader.sections(
      "templates", help: "Charging profiles that operators name in a request instead of writing them out.")
    for section in sections {
      section.require("name")
      section.require("purpose")
      let name = section.string("name", default: "", length: 1...50, help: "By which requests name it.")
      let profile = profile(section)
      for problem in ChargingTemplate.problems(profile) {
        section.report("the template '\(name)' is not a valid charging profile: \(problem.message)")
      }
      if templates.updateValue(ChargingTemplate(profile: profile), forKey: name) != nil {
        section.report("there are two templates of the name '\(name)'", at: "name")
      }
    }
    return templates
  }

  private static func profile(_ section: ConfigurationReader) -> OCPP16.ChargingProfile {
    let purpose = section.enumeration(
      "purpose", default: ChargingProfilePurpose.transactionDefault, help: "The profile's `chargingProfilePurpose`.")
    let kind = section.enumeration("kind", default: Kind.absolute, help: "The profile's `chargingProfileKind`.")
    let recurrency: Recurrency? = section.optionalEnumeration(
      "recurrency", help: "For a Recurring profile: its `recurrencyKind`.")
    let duration = section.optionalDuration(
      "duration", in: .seconds(1)...(.seconds(31_622_400)), wholeSeconds: true, help: "How long its schedule is.")
    return OCPP16.ChargingProfile(
      chargingProfileId: section.integer(
        "id", default: 0, in: 0...Int(Int32.max), help: "Its `chargingProfileId`; a request may name another."),
      stackLevel: section.integer("stack_level", default: 0, in: 0...1_000_000, help: "Its `stackLevel`."),
      chargingProfilePurpose: OCPP16.ChargingProfilePurposeType(text: purpose.rawValue),
      chargingProfileKind: OCPP16.ChargingProfileKindType(text: kind.rawValue),
      recurrencyKind: recurrency.map { OCPP16.RecurrencyKindType(text: $0.rawValue) },
      chargingSchedule: OCPP16.ChargingSchedule(
        duration: duration.map { Int($0.components.seconds) },
        startSchedule: section.value(
          "start", type: "date and time", expected: "a date and time such as 2026-01-01T22:00:00Z",
          help: "Its `startSchedule`; a request may name another."
        ) { text throws(ConfigurationValueProblem) -> DateTime in
          guard let moment = DateTime(rfc3339: text) else { throw ConfigurationValueProblem() }
          return moment
        },
        chargingRateUnit: OCPP16.ChargingRateUnitType(
          text: section.enumeration("unit", default: ChargingUnit.ampere, help: "Of the limits: amperes or watts.")
            .rawValue),
        chargingSchedulePeriod: periods(section)))
  }

  private static func periods(_ section: ConfigurationReader) -> [OCPP16.ChargingSchedulePeriod] {
    section.sections("periods", help: "Its periods, in order; the first starts at 0s.").map { period in
      period.require("limit")
      let start = period.duration(
        "start", default: .zero, in: .zero...(.seconds(31_622_400)), wholeSeconds: true,
        help: "From the start of the schedule.")
      return OCPP16.ChargingSchedulePeriod(
        startPeriod: Int(start.components.seconds),
        limit: DecimalNumber(tenths: tenths("limit", of: period, help: "What may flow, in the template's unit.") ?? 0),
        numberPhases: period.optionalInteger("phases", in: 1...3, help: "On how many phases."))
    }
  }
}
