/// A place kept for somebody.
struct Reservation: Sendable, Equatable {
  let id: Int
  /// 0: any connector.
  let connector: Int
  let idTag: String
  let parentIDTag: String?

  /// What reservations mean for somebody at a connector.
  enum Claim: Sendable, Equatable {
    /// Nobody has it reserved.
    case none
    /// They have, by the reservation of this id.
    case mine(Int)
    /// Somebody else has.
    case foreign
  }
}
