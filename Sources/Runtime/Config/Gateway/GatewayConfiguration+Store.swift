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

    /// How long the past is kept.
    package struct Retention: Sendable, Equatable {
      /// Operations, from their last change.
      package var operations: Duration
      /// The most operations that have ended.
      package var operationCount: Int
      /// Reservations, from their end.
      package var reservations: Duration
      /// Campaigns, from their end.
      package var campaigns: Duration

      init(reading reader: ConfigurationReader) {
        let range = Duration.seconds(3600)...Duration.seconds(36_500 * 86_400)
        operations = reader.duration(
          "operations", default: .seconds(90 * 86_400), in: range, wholeSeconds: true,
          help: "How long operations (`/api/v1/operations`) are kept that have ended, or of which nobody will know.")
        operationCount = reader.integer(
          "operation_count", default: 200_000, in: 100...100_000_000,
          help: "How many of them are kept at most, the latest.")
        reservations = reader.duration(
          "reservations", default: .seconds(90 * 86_400), in: range, wholeSeconds: true,
          help: "How long reservations are kept that have ended.")
        campaigns = reader.duration(
          "campaigns", default: .seconds(365 * 86_400), in: range, wholeSeconds: true,
          help: "How long campaigns are kept that have ended.")
      }
    }

    /// The embedded database.
    package var sqlite: SQLite
    /// Whether data is kept in Redis instead.
    package var usesRedis: Bool
    package var retention: Retention

    init(reading reader: ConfigurationReader) {
      let redis = reader.section(
        "redis", help: "Keeps everything in the Redis of `redis`, shared by all gateways, instead of in a file.")
      retention = Retention(
        reading: reader.section(
          "retention", help: "What of the past is kept. Transactions and their meter values are never removed."))
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
