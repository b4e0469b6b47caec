import GatewayCore

/// Whether a server can be trusted with the business state.
struct RedisServerCheck {
  private let client: RedisClient

  init(_ client: RedisClient) {
    self.client = client
  }

  /// - Throws: ``StoreError`` with what to change.
  func run() async throws {
    let name = client.configuration.name
    let version = try await information("server")["redis_version"] ?? "unknown"
    guard let major = Int(version.prefix { $0 != "." }), major >= 7 else {
      throw StoreError(.unavailable, "\(name) is version \(version); 7.0 or newer is needed")
    }
    guard try await information("cluster")["cluster_enabled"] != "1" else {
      throw StoreError(
        .unavailable,
        "\(name) runs in cluster mode, in which keys are spread over servers; the gateway talks to one: use a server "
          + "without cluster-enabled, with redis.sentinel for failover (docs/scaling.md says how to grow beyond it)")
    }
    let policy = try await information("memory")["maxmemory_policy"] ?? "unknown"
    guard policy == "noeviction" else {
      throw StoreError(
        .unavailable,
        "\(name) has maxmemory-policy \(policy): it would silently drop transactions when its memory is full; set "
          + "maxmemory-policy noeviction")
    }
  }

  private func information(_ section: String) async throws -> [String: String] {
    let text = try await client.send(RedisCommand("INFO", section)).text ?? ""
    var values: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      values[String(line[..<colon])] = String(line[line.index(after: colon)...])
    }
    return values
  }
}
