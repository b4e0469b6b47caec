extension GatewayConfiguration {
  /// What is logged and how.
  package struct Log: Sendable, Equatable {
    /// How much has to happen for a line to be written, from the least to the most.
    package enum Level: String, Sendable, CaseIterable {
      case trace, debug, info, notice, warning, error, critical
    }

    /// How a line looks.
    package enum Format: String, Sendable, CaseIterable {
      /// Text when the output is a terminal, JSON when it isn't.
      case auto
      /// One JSON object a line.
      case json
      /// Text for people.
      case text
    }

    /// The lowest level that is written.
    package var level: Level
    /// How lines look.
    package var format: Format

    init(reading reader: ConfigurationReader) {
      level = reader.enumeration("level", default: .info, help: "The lowest level that is written.")
      format = reader.enumeration(
        "format", default: .auto,
        help: "`json` is one object a line, `text` is for people; `auto` is `text` on a terminal and `json` elsewhere.")
    }
  }
}
