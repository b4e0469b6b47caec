import OCPPCodec

/// The clock of a station, right or wrong. Moments are milliseconds since the epoch.
struct StationClock: Sendable, Equatable {
  /// What is added to the right time.
  let offset: Int64
  /// Whether times are written with a zone.
  let hasZone: Bool

  /// A clock as a station's quirks make it.
  ///
  /// - Parameter moment: when the station is switched on for the first time.
  init(of station: StationIdentity, switchedOnAt moment: Int64) {
    let quirks = station.group.quirks
    var stream = station.stream("clock")
    guard stream.happens(quirks.wrongClock) else {
      offset = 0
      hasZone = true
      return
    }
    switch quirks.clock {
    case .offset:
      let most = quirks.clockOffset.milliseconds
      offset = Int64.random(in: -most...most, using: &stream)
      hasZone = true
    case .epoch:
      offset = -moment
      hasZone = true
    case .noZone:
      offset = 0
      hasZone = false
    }
  }

  /// What the clock shows.
  func time(at moment: Int64) -> DateTime {
    let time = DateTime(millisecondsSinceEpoch: moment + offset)
    return hasZone ? time : DateTime(unreadable: String(time.description.dropLast()))
  }
}
