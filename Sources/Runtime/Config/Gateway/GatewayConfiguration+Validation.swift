package import OCPPCodec

extension GatewayConfiguration {
  /// What of stations' messages that don't conform is let through. What isn't said is as it is in general, and there
  /// strict.
  package struct Validation: Sendable, Equatable {
    /// How strictly a message is taken.
    package enum Mode: String, Sendable, CaseIterable {
      /// What doesn't conform is refused.
      case strict
      /// What can be carried as it is, is let through and counted.
      case lenient
      /// What can be carried as it is, is let through.
      case off
    }

    /// The mode of an action's messages.
    package struct Setting: Sendable, Equatable {
      /// The action's name, or `*` for every action that is not named.
      package let action: Located<String>
      package let mode: Mode
    }

    /// The mode of everything that has none of its own.
    package var fallback: Mode?
    /// Of the CALLs of stations.
    package var requests: [Setting] = []
    /// Of their CALLRESULTs.
    package var responses: [Setting] = []
    /// Single violations that are let through, whatever the mode.
    package var waivers: [Waiver] = []
  }

  /// Violations that are let through.
  package struct Waiver: Sendable, Equatable {
    /// What can be let through: of what breaks these keywords, a message carries the value as it came.
    package enum Keyword: String, Sendable, CaseIterable {
      case additionalProperties, `enum`, format, maxItems, maxLength, maximum, minItems, minimum, multipleOf

      package var keyword: ConstraintKeyword? { ConstraintKeyword(rawValue: rawValue) }
    }

    package let scope: RepairScope
    package let keywords: [Keyword]
  }

  /// Which of an action's payloads one is.
  package enum Payload: String, Sendable, CaseIterable {
    case request, response
  }
}

extension GatewayConfiguration.Validation {
  /// Reads the key `validation` of a section: a mode, or a section.
  init(reading parent: ConfigurationReader, help: String) {
    let isMode =
      if case .scalar? = parent.raw("validation")?.content { true } else { false }
    if !isMode {
      let reader = parent.section("validation", help: help)
      fallback = reader.optionalEnumeration("default", help: "The mode of everything that has none of its own: strict.")
      requests = Self.settings("requests", of: "the CALLs of stations", in: reader)
      responses = Self.settings("responses", of: "the CALLRESULTs of stations", in: reader)
      waivers = reader.sections(
        "waivers", help: "Single violations that are let through, whatever the mode."
      ).compactMap { GatewayConfiguration.Waiver(reading: $0) }
    }
    if isMode || parent.raw("validation") == nil {
      fallback = parent.optionalEnumeration(
        "validation",
        help: help + " `strict` refuses it, `lenient` lets through what can be carried as it came, and "
          + "counts it, `off` doesn't count. Or a section, as below.")
    }
  }

  private static func settings(_ key: String, of subject: String, in reader: ConfigurationReader) -> [Setting] {
    let section = reader.section(
      key,
      help: "Modes of \(subject) by action, as in `MeterValues: lenient`; `\"*\"` stands for every action not named.")
    return section.entries().compactMap { entry in
      let path = section.path.appending(entry.key.value)
      let expected = "strict, lenient or off"
      return section.item(entry.value, at: path, expected: expected) { text throws(ConfigurationValueProblem) in
        guard let mode = Mode(rawValue: text) else { throw ConfigurationValueProblem() }
        return Setting(action: entry.key, mode: mode)
      }
    }
  }
}

extension GatewayConfiguration.Waiver {
  init?(reading reader: ConfigurationReader) {
    scope = RepairScope(reading: reader)
    reader.require("allow")
    if case .scalar? = reader.raw("allow")?.content {
      keywords = reader.optionalEnumeration("allow", help: Self.help).map { [$0] } ?? []
    } else {
      keywords = reader.enumerations("allow", default: [], help: Self.help)
    }
    if keywords.isEmpty { return nil }
  }

  private static let help =
    "A keyword of JSON Schema or a list of them. What breaks others can't be let through as it came: a repair rule "
    + "can help."
}
