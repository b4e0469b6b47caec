package import GatewayConfig
import OCPPCodec

extension SmartChargingConfiguration {
  /// Decodes the section `handlers.smart-charging`.
  package init(reading reader: ConfigurationReader) {
    self.init()
    supply = ElectricalSupply(
      voltage: reader.integer(
        "voltage", default: supply.voltage, in: 100...1000,
        help: "Volts between a phase and neutral at the stations, by which amperes are converted to watts."),
      phases: reader.integer(
        "phases", default: supply.phases, in: 1...3,
        help:
          "Phases at the stations. A profile that names no number of phases means three, as far as there are so many."))
    tolerance =
      Self.tenths(
        "schedule_tolerance", default: "0.1", of: reader,
        help:
          "How much more than calculated a station's composite schedule may allow, in its unit, before that is logged "
          + "as a difference.") ?? tolerance
    retryInterval = reader.duration(
      "retry_interval", default: retryInterval, in: .seconds(1)...(.seconds(3600)),
      help: "When a SetChargingProfile or ClearChargingProfile is sent again whose answer was lost.")
    siteInterval = reader.duration(
      "site_interval", default: siteInterval, in: .seconds(1)...(.seconds(3600)),
      help: "The least time between two rounds in which a site's limit is shared anew.")
    siteProfileDuration = reader.duration(
      "site_profile_duration", default: siteProfileDuration, in: .seconds(60)...(.seconds(86_400)), wholeSeconds: true,
      help: "How long a share holds at a station when the gateway doesn't renew it, which it does at half that time. "
        + "Afterwards `fail_safe_current` holds.")
    siteProfileID = reader.integer(
      "site_profile_id", default: siteProfileID, in: 0...2_000_000_000,
      help: "The `chargingProfileId` of a site's TxDefaultProfile; its TxProfiles have this plus their connector.")
    siteStackLevel = reader.integer(
      "site_stack_level", default: siteStackLevel, in: 0...1_000_000,
      help: "The stack level of a site's profiles. Other profiles of the same purposes should be on lower levels; they "
        + "lower a transaction's share, and on higher ones they would replace it.")
    templates = Self.templates(reader)
    sites = Self.sites(reader)
  }

  // MARK: Sites

  private static func sites(_ reader: ConfigurationReader) -> [SiteLimit] {
    var sites: [SiteLimit] = []
    let sections = reader.sections(
      "sites",
      help: "Groups of stations behind a common limit, which their active transactions share. A station belongs to the "
        + "first site that it matches.")
    for section in sections {
      section.require("name")
      section.require("stations")
      section.require("limit")
      let site = SiteLimit(
        name: section.string("name", default: "", length: 1...50, help: "The site's name, in messages and over REST."),
        stations: section.strings(
          "stations", count: 1...1000, help: "Patterns for station ids: `*` is any text, `?` any one character."
        ).map { GlobPattern($0.value) },
        limit: tenths(
          "limit", of: section, help: "What the site's stations may take together, in amperes on each phase.")
          ?? 0,
        minimum: tenths(
          "minimum_current", default: "6", of: section,
          help: "The least with which a transaction charges, in amperes. One that can't have it waits with 0 A.") ?? 60,
        maximum: tenths(
          "maximum_current", default: "32", of: section,
          help: "The most that a connector can deliver, in amperes: what is reckoned with for a station that refuses "
            + "profiles.") ?? 320,
        failSafe: tenths(
          "fail_safe_current", default: "6", of: section,
          help:
            "What a connector may take while its station is offline, in amperes: a TxDefaultProfile that every station "
            + "of the site gets. Offline stations are reckoned with at this.") ?? 60)
      if site.minimum > site.maximum {
        section.report("'\(section.path)' has a minimum_current above its maximum_current", at: "minimum_current")
      }
      if sites.contains(where: { $0.name == site.name }) {
        section.report("there are two sites of the name '\(site.name)'", at: "name")
      }
      sites.append(site)
    }
    return sites
  }

  /// Reads an amount with at most one digit after the point, in tenths.
  static func tenths(
    _ key: String, default text: String? = nil, of reader: ConfigurationReader, help: String
  ) -> Int? {
    let most = ChargingLimit.maximumTenths / 10
    let value = reader.value(
      key, type: "number", default: text, range: "0 to \(most)", expected: "a number such as 16 or 6.5", help: help
    ) { text throws(ConfigurationValueProblem) -> Int in
      guard let tenths = DecimalNumber(text: text)?.tenths else {
        throw ConfigurationValueProblem(expected: "a number from 0 to \(most) with at most one digit after the point")
      }
      return tenths
    }
    return value ?? text.flatMap { DecimalNumber(text: $0)?.tenths }
  }
}
