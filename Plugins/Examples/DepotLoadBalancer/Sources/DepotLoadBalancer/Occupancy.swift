import GatewayPluginSDK

/// The cars that charge at a site, in the order they came; kept in the plugin's state.
struct Occupancy: Codable, Sendable, Hashable {
  var cars: [Car] = []

  /// Adds a car, unless it is there; whoever was at its connector before is gone.
  mutating func come(_ car: Car) {
    guard !cars.contains(where: { $0.isSame(as: car) }) else { return }
    leave(car.station, connector: car.connector)
    cars.append(car)
  }

  mutating func leave(_ station: String, transaction: String) {
    cars.removeAll { $0.station == station && $0.transaction == transaction }
  }

  /// Removes who was at a connector: the station's word that it is free counts more than a missing end.
  mutating func leave(_ station: String, connector: Int) {
    cars.removeAll { $0.station == station && $0.connector == connector }
  }

  /// Shares the site's current: equally, or when that is too little for all, among those who came first.
  mutating func share(_ site: Site) {
    let charging = min(cars.count, site.limit / site.minimum)
    for index in cars.indices { cars[index].limit = index < charging ? site.limit / charging : 0 }
  }

  func limit(of car: Car) -> Int? { cars.first { $0.isSame(as: car) }?.limit }
}

/// A car that charges.
struct Car: Codable, Sendable, Hashable {
  var station: String
  var version: OCPPVersion
  /// The connector of a 1.6 station, the EVSE of a 2.0.1 station.
  var connector: Int
  var transaction: String
  /// Tenths of an ampere.
  var limit = 0

  init(_ context: CallContext, connector: Int, transaction: String) {
    station = context.station
    version = context.version
    self.connector = connector
    self.transaction = transaction
  }

  func isSame(as car: Car) -> Bool { station == car.station && transaction == car.transaction }
}
