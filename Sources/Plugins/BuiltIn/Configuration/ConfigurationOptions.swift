package import GatewayConfig
import GatewayCore

/// The options of the handler `configuration`.
package struct ConfigurationOptions: Sendable, Equatable {
  /// What every station shall have, by key, unless something else is stored for it.
  package var settings: [String: String]
  /// Whether a station gets what it shall have when it has booted.
  package var appliesAfterBoot: Bool

  package init(settings: [String: String] = [:], appliesAfterBoot: Bool = true) {
    self.settings = settings
    self.appliesAfterBoot = appliesAfterBoot
  }

  /// Decodes the section `handlers.configuration`, of the configuration or of a station rule.
  ///
  /// - Parameter base: what holds for options that the section doesn't give; keys of `settings` are added to its.
  package init(reading reader: ConfigurationReader, over base: ConfigurationOptions = ConfigurationOptions()) {
    self = base
    appliesAfterBoot = reader.boolean(
      "apply_after_boot", default: appliesAfterBoot,
      help: "Whether a station that booted gets the settings that it shall have and has not.")
    let section = reader.section(
      "settings",
      help: "The settings that stations shall have: OCPP 1.6 configuration keys and their values. What is stored for a "
        + "station over REST counts before them.")
    for entry in section.entries() {
      let key = entry.key.value
      guard
        let value = section.optionalString(
          key, length: 0...StandardSetting.maximumValueLength, help: "The key's value.")
      else { continue }
      if let problem = SettingRules.problem(key: key, value: value) { section.report(problem, at: key) }
      for other in settings.keys where StationSetting.identity(other) == StationSetting.identity(key) {
        settings[other] = nil
      }
      settings[key] = value
    }
  }
}
