import OCPPCodec

/// What a station may send before its BootNotification is accepted.
package struct BootPolicy: Sendable, Equatable {
  /// Whether a 1.6 station's CALLs are handled all the same.
  ///
  /// OCPP 1.6 §4.2 forbids stations to send them; those that do won't learn.
  package var isLenientWith16: Bool

  package init(isLenientWith16: Bool = true) {
    self.isLenientWith16 = isLenientWith16
  }

  /// - Throws: ``CallError`` when the station must wait (OCPP 1.6 §4.2, OCPP 2.0.1 B02.FR.09, B03.FR.07).
  func check(_ action: String, in session: Session) throws {
    // An accepted station stays accepted, also when it doesn't boot again after a reconnect.
    guard session.registration != .accepted, action != "BootNotification" else { return }
    if session.version == .v16, isLenientWith16 { return }
    // What the gateway asked for by TriggerMessage or for a report.
    if session.expects(action) { return }
    throw CallError(.securityError, "\(action) is not allowed before BootNotification is accepted")
  }
}
