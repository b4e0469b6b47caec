/// A station's connection, as those see it who send to it. Methods may be called on any thread.
package protocol StationConnection: AnyObject, Sendable {
  /// Sends a frame; nothing happens when the connection is closed.
  ///
  /// - Parameter frame: the text of a WebSocket message, UTF-8.
  func send(_ frame: [UInt8])

  /// Closes the connection.
  func close(_ reason: ConnectionCloseReason)
}
