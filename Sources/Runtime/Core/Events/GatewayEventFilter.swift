/// Which events a subscriber wants.
package struct GatewayEventFilter: Sendable {
  /// Nil: those of all stations, and of none.
  package let stations: Set<StationID>?
  let bits: UInt64

  /// - Parameters:
  ///   - kinds: nil: all.
  ///   - stations: nil: all.
  package init(kinds: Set<GatewayEvent.Kind>? = nil, stations: Set<StationID>? = nil) {
    self.stations = stations
    bits = kinds.map { $0.reduce(0) { $0 | $1.bit } } ?? .max
  }

  func includes(_ event: GatewayEvent) -> Bool {
    guard bits & event.kind.bit != 0 else { return false }
    guard let stations else { return true }
    return event.station.map(stations.contains) ?? false
  }
}
