import GatewayConfig

/// A limit that the stations of a site keep together. Currents are tenths of an ampere, on each phase.
struct SiteLimit: Sendable, Equatable {
  /// For messages.
  var name: String
  /// The stations' ids.
  var stations: [GlobPattern]
  /// What all may take.
  var limit: Int
  /// The least with which a transaction goes on; one that can't have it waits.
  var minimum: Int
  /// The most that a connector can deliver: what is reckoned with when a station doesn't take profiles.
  var maximum: Int
  /// What a connector may take when nobody tells it otherwise: while its station is offline, and until a new transaction
  /// has its share.
  var failSafe: Int

  /// Whether a station is one of the site's.
  func includes(_ station: String) -> Bool { stations.contains { $0.matches(station) } }
}
