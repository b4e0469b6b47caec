/// Which values of which messages a waiver or a repair rule is for.
package struct RepairScope: Sendable, Equatable {
  /// The version; `nil` for all.
  package let version: GatewayConfiguration.ProtocolVersion?
  /// The payload; `nil` for both.
  package let payload: GatewayConfiguration.Payload?
  /// The actions' names; none for all.
  package let actions: [Located<String>]
  /// A JSON pointer with `*` for any one step and `**` for any number of them.
  package let pointer: String

  init(reading reader: ConfigurationReader) {
    version = reader.optionalEnumeration("version", help: "The OCPP version; without it, every version.")
    payload = reader.optionalEnumeration("payload", help: "Which of an action's payloads; without it, both.")
    if case .scalar? = reader.raw("action")?.content {
      let location = reader.location(of: "action")
      actions =
        reader.optionalString("action", length: 1...50, help: Self.actionHelp).map { [Located($0, at: location)] }
        ?? []
    } else {
      actions = reader.strings("action", help: Self.actionHelp)
    }
    pointer =
      reader.value(
        "pointer", type: "JSON pointer", default: "/**", expected: "a JSON pointer such as /meterValue/*/timestamp",
        help:
          "Where the value is. `*` stands for any one step, `**` for any number of them, `\"\"` for the whole payload."
      ) { text throws(ConfigurationValueProblem) in
        guard text.isEmpty || text.hasPrefix("/") else {
          throw ConfigurationValueProblem(hint: "a pointer begins with '/'")
        }
        return text
      } ?? "/**"
  }

  private static let actionHelp = "The action's name, or a list of them; without it, all."
}
