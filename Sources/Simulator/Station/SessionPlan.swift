/// A vehicle at a connector, as it was drawn.
struct SessionPlan: Sendable, Equatable {
  private(set) var idTag: String
  /// How long it charges, in milliseconds.
  let duration: Int64
  /// What it draws, in W.
  let power: Int
  /// After which part of the duration it is full; nil if it never is.
  let full: Double?
  /// How long it stays connected after its transaction, in milliseconds.
  let departure: Int64
  /// Whether its transaction is one that the station doesn't know the id of, if it begins offline.
  let forgetsTransaction: Bool
  /// From the end of this one to the next, in milliseconds; nil if there is none.
  let nextArrival: Int64?

  /// After which part of the duration the connector becomes faulty; nil if it doesn't.
  let fault: Double?
  /// How long it then stays so, in milliseconds.
  let faultDuration: Int64

  /// - Parameters:
  ///   - station: whose.
  ///   - connector: at which connector.
  ///   - index: the how-manieth there, from 0.
  init(_ station: StationIdentity, connector: Int, index: Int) {
    let group = station.group
    var stream = station.stream("session \(connector)", index)
    idTag = group.idTags[Int.random(in: group.idTags.indices, using: &stream)]
    duration = stream.milliseconds(group.sessions.duration)
    power = Int.random(in: group.sessions.power, using: &stream)
    full = stream.happens(group.sessions.full) ? Double.random(in: 0.5..<1, using: &stream) : nil
    departure = stream.milliseconds(group.sessions.departure)
    forgetsTransaction = stream.happens(group.quirks.unknownTransactionID)
    nextArrival = stream.interval(perDay: group.sessions.perDay)
    fault = stream.happens(group.quirks.fault) ? Double.random(in: 0..<1, using: &stream) : nil
    faultDuration = stream.milliseconds(group.quirks.faultDuration)
  }

  /// The same vehicle with another driver.
  func presenting(_ idTag: String) -> SessionPlan {
    var plan = self
    plan.idTag = idTag
    return plan
  }
}
