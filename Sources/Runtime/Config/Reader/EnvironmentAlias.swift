/// An environment variable with a name of its own, kept because existing installations set it.
///
/// Its `GATEWAY_…` counterpart, if set, wins.
struct EnvironmentAlias {
  /// Which part of the option's value the variable holds.
  enum Part: String {
    case port
  }

  let variable: String
  let path: String
  let part: Part

  static let all = [
    EnvironmentAlias(variable: "HTTP_PORT", path: "http.listen", part: .port)
  ]

  static func find(_ path: String) -> EnvironmentAlias? {
    all.first { $0.path == path }
  }
}
