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
    /// Whether data is kept in Redis instead.
    package var usesRedis: Bool

    init(reading reader: ConfigurationReader) {
      let redis = reader.section(
        "redis", help: "Keeps everything in the Redis of `redis`, shared by all gateways, instead of in a file.")
      usesRedis = redis.boolean(
        "enabled", default: reader.contains("redis"), defaultText: "true when the section is there",
        help: "Whether data is kept in Redis.")
      if reader.contains("redis"), reader.contains("sqlite") {
        reader.report("'store.sqlite' and 'store.redis' exclude each other", at: "sqlite")
      }
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
