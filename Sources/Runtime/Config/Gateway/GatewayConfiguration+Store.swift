extension GatewayConfiguration {
  /// Where data is kept.
  package struct Store: Sendable, Equatable {
    /// Where a SQLite database is.
    package enum SQLite: Sendable, Equatable {
      /// In a file, by its path; a relative path of the configuration is already resolved.
      case file(String)
      /// In memory, gone with the process.
      case memory
    }

    /// The embedded database.
    package var sqlite: SQLite

    init(reading reader: ConfigurationReader) {
      let location = reader.value(
        "sqlite", type: "file path", default: "gateway.db", expected: "a file path or \":memory:\"",
        help: "The database file, made when it doesn't exist; relative to the folder of the configuration file. "
          + "`\":memory:\"` keeps everything in memory until the gateway stops."
      ) { text throws(ConfigurationValueProblem) -> SQLite in
        guard !text.isEmpty, !text.hasSuffix("/") else { throw ConfigurationValueProblem() }
        return text == ":memory:" ? .memory : .file(reader.resolve(text))
      }
      sqlite = location ?? .file(reader.resolve("gateway.db"))
    }
  }
}
