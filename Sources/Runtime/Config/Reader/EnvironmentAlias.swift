/// An environment variable with a name of its own, kept because existing installations set it.
///
/// Its `GATEWAY_…` counterpart, if set, wins.
struct EnvironmentAlias {
  /// Which part of the option's value the variable holds.
  enum Part: String {
    case port
    /// All of it.
    case whole
  }

  let variable: String
  let path: String
  let part: Part

  static let all = [
    EnvironmentAlias(variable: "HTTP_PORT", path: "http.listen", part: .port),
    EnvironmentAlias(variable: "REDIS_ADDR", path: "redis.address", part: .whole),
    EnvironmentAlias(variable: "REDIS_PASSWORD", path: "redis.password", part: .whole),
    EnvironmentAlias(variable: "REDIS_STATE_PREFIX", path: "redis.prefix", part: .whole),
    EnvironmentAlias(variable: "REDIS_STATE_TTL", path: "redis.session_lease", part: .whole),
    EnvironmentAlias(variable: "REDIS_DISTRIBUTED_STATE", path: "store.redis.enabled", part: .whole),
  ]

  static func find(_ path: String) -> EnvironmentAlias? {
    all.first { $0.path == path }
  }
}
