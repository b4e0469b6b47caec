/// What happens to a station.
package enum StationEvent: Sendable {
  /// It is switched on.
  case powerOn
  /// The WebSocket is open.
  case connected
  /// The connection is gone, or didn't come about.
  case disconnected
  /// A text message came.
  case received([UInt8])
  /// The time that ``StationStateMachine/nextDeadline`` told has come.
  case wake
  /// The simulation ends: sessions end, what is queued is delivered, then the connection closes.
  case windDown
}
