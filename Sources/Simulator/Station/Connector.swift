/// A connector (1.6) or an EVSE with one connector (2.0.1).
struct Connector: Sendable {
  /// Its state in the words of OCPP 1.6 §7.7.
  enum Status: String, Sendable {
    case available = "Available"
    case preparing = "Preparing"
    case charging = "Charging"
    case suspendedEVSE = "SuspendedEVSE"
    case suspendedEV = "SuspendedEV"
    case finishing = "Finishing"
    case reserved = "Reserved"
    case unavailable = "Unavailable"
    case faulted = "Faulted"
  }

  /// From 1.
  let number: Int
  var meter: EnergyMeter
  var isOperative = true
  var isFaulty = false
  /// Whether it becomes inoperative when its transaction is over.
  var becomesInoperative = false
  /// The vehicle at it.
  var session: SessionPlan?
  /// How many vehicles were there.
  var sessionCount = 0
  /// The number of its transaction at the station.
  var transaction: Int?
  /// Whether a driver's token is being checked.
  var isAuthorizing = false
  /// Whether the vehicle is full.
  var isFull = false
  /// Whether the transaction is over and the vehicle still there.
  var isFinishing = false
  /// What the gateway was last told.
  var reportedStatus: String?
}
