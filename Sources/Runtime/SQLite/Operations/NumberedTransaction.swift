/// What tells a 1.6 transaction from others, for a station that names it.
struct NumberedTransaction: Hashable {
  /// The station's key.
  var station: Int64
  /// The id it was given.
  var number: Int
}
