extension GatewayConfiguration {
  /// What differs for the stations that match.
  package struct StationRule: Sendable {
    /// Which stations a rule is for: those that match every pattern given.
    package struct Match: Sendable, Equatable {
      /// A pattern for the station id.
      package let id: GlobPattern?
      /// A pattern for the vendor's name that the station gave when it booted.
      package let vendor: GlobPattern?
      /// A pattern for the model that the station gave when it booted.
      package let model: GlobPattern?
      /// A pattern for the version of the firmware that the station gave when it booted.
      package let firmware: GlobPattern?

      /// Whether a station is meant.
      ///
      /// - Parameters:
      ///   - vendor: `nil` as long as the station hasn't said; then no rule with a pattern for it matches.
      ///   - model: likewise.
      ///   - firmware: likewise.
      package func includes(id: String, vendor: String?, model: String?, firmware: String? = nil) -> Bool {
        Self.passes(self.id, id) && Self.passes(self.vendor, vendor) && Self.passes(self.model, model)
          && Self.passes(self.firmware, firmware)
      }

      private static func passes(_ pattern: GlobPattern?, _ text: String?) -> Bool {
        guard let pattern else { return true }
        return text.map(pattern.matches) ?? false
      }

      /// Whether the rule says outright that it is for every station.
      var includesEverything: Bool {
        id?.matchesEverything ?? false && vendor == nil && model == nil && firmware == nil
      }
    }

    /// Which stations the rule is for.
    package let match: Match
    /// The chains that replace the general ones, action by action.
    package let chains: Chains
    /// The options of handlers that differ for these stations; the handlers decode them themselves.
    package let handlers: HandlerSections
    /// What of messages that don't conform is let through, over what is so in general.
    package let validation: Validation
    /// How messages that don't conform are repaired, instead of how they are in general; `nil` for no difference.
    package let repair: Repair?
    /// Where the rule stands.
    package let location: ConfigurationLocation
  }
}

extension GatewayConfiguration.StationRule {
  static func all(reading readers: [ConfigurationReader]) -> [Self] {
    let rules = readers.map { Self(reading: $0) }
    if let last = rules.firstIndex(where: \.match.includesEverything), last + 1 < rules.count {
      readers[last + 1].report(
        "'\(readers[last + 1].path)' never applies: '\(readers[last].path)' matches every station", severity: .warning,
        hint: "the first rule that matches applies; put this one before it")
    }
    return rules
  }

  private init(reading reader: ConfigurationReader) {
    reader.require("match")
    if let node = reader.raw("match"), node.isEmptySection {
      reader.report(
        "'\(reader.path.appending("match"))' names no stations", at: "match",
        hint: "give an id, a vendor, a model or a firmware; id: \"*\" is every station")
    }
    match = Match(reading: reader.section("match", help: "Which stations. All patterns given must match."))
    chains = GatewayConfiguration.Chains(
      reading: reader.section(
        "chains", help: "Replaces the chains of the actions named, for these stations. Written like `chains`."),
      fallback: [:])
    handlers = HandlerSections(
      reading: reader.section(
        "handlers",
        help: "Options of handlers for these stations, over those of `handlers`; see each handler for which."))
    validation = GatewayConfiguration.Validation(
      reading: reader,
      help: "What of messages that don't conform is let through from these stations, over `validation`.")
    repair = GatewayConfiguration.Repair.optional(
      reading: reader, help: "How these stations' messages are repaired, instead of `repair`.")
    location = reader.location
  }
}

extension GatewayConfiguration.StationRule.Match {
  init(reading reader: ConfigurationReader) {
    func pattern(_ key: String, of subject: String) -> GlobPattern? {
      reader.optionalString(
        key, length: 1...255,
        help: "A pattern for \(subject): `*` is any text, `?` any one character."
      ).map { GlobPattern($0) }
    }
    id = pattern("id", of: "the station id")
    vendor = pattern("vendor", of: "the vendor's name that the station gives when it boots")
    model = pattern("model", of: "the model that the station gives when it boots")
    firmware = pattern("firmware", of: "the version of the firmware that the station gives when it boots")
  }
}
