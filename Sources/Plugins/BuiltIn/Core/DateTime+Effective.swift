import OCPPCodec

extension DateTime {
  /// 2010-01-01T00:00:00Z: before OCPP 1.6 there was nothing that these stations could have done.
  private static let earliest: Int64 = 1_262_304_000_000
  private static let year: Int64 = 366 * 86_400_000

  /// When something happened, in milliseconds since the epoch: the station's own time as far as it can be believed.
  ///
  /// Stations that have lost their clock begin at 1970; one year ahead is no drift either. Taken at their word, such
  /// times would keep later ones from counting.
  ///
  /// - Parameter receivedAt: taken when the text can't be read or can't be true.
  func effective(receivedAt: Int64) -> Int64 {
    guard let time = millisecondsSinceEpoch, time >= Self.earliest, time <= receivedAt + Self.year else {
      return receivedAt
    }
    return time
  }
}
