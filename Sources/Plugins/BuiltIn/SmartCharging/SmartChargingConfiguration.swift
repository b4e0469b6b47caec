/// The options of the handler `smart-charging`.
package struct SmartChargingConfiguration: Sendable, Equatable {
  /// The grid at the stations.
  var supply = ElectricalSupply()
  /// Tenths of a unit that a station's composite schedule may be above the calculated one.
  var tolerance = 1
  /// By their names.
  var templates: [String: ChargingTemplate] = [:]
  /// The first that a station matches is its site.
  var sites: [SiteLimit] = []
  /// The least time between two rounds of a site.
  var siteInterval = Duration.seconds(5)
  /// How long a share holds when it isn't given again.
  var siteProfileDuration = Duration.seconds(900)
  /// The `chargingProfileId` of a site's default profile; those of its shares follow, by connector.
  var siteProfileID = 1_000_000
  /// The stack level of a site's profiles.
  var siteStackLevel = 0

  /// When a command is sent again whose answer was lost.
  var retryInterval = Duration.seconds(30)

  package init() {}

  /// Whether a `chargingProfileId` is one of a site's.
  func isOfSite(_ id: Int) -> Bool { !sites.isEmpty && id >= siteProfileID && id - siteProfileID <= 1000 }
}
