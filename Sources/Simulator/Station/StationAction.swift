/// What a station wants done.
package enum StationAction: Sendable {
  /// Open the WebSocket.
  case connect
  /// Send a CALL.
  case call([UInt8], action: String)
  /// Send a CALLRESULT or CALLERROR.
  case reply([UInt8])
  /// Close the WebSocket, or just cut the connection.
  case disconnect(isAbrupt: Bool)
  /// Keep what happened.
  case record(StationRecord)
}
