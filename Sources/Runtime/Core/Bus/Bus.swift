package import OCPPCodec

/// Carries messages between the edge, which has the sockets, and whoever handles them: in this process or another.
package protocol Bus: Sendable {
  /// Whether a station may connect; asked before its connection is upgraded.
  ///
  /// - Throws: ``StoreError`` when that can't be told now.
  func admit(_ request: ConnectionRequest) async throws -> Admission

  /// A station's connection is up. Its messages are read once this returns.
  ///
  /// - Returns: the session; nil when the gateway shuts down.
  /// - Throws: ``StoreError``.
  func open(
    _ station: StationID,
    version: OCPPVersion,
    remoteAddress: String,
    connection: any StationConnection
  ) async throws -> Session?

  /// A connection has ended.
  func close(_ session: Session)

  /// Takes a message; called on the connection's event loop, so it doesn't wait for anything.
  ///
  /// - Parameters:
  ///   - bytes: the text of a WebSocket message, valid UTF-8.
  ///   - session: the connection.
  func receive(_ bytes: UnsafeBufferPointer<UInt8>, from session: Session) -> Receipt

  /// Handles a CALL. Those of a session are handled one at a time, in the order they came.
  func handle(_ call: ReceivedCall, from session: Session) async -> CallOutcome
}

/// What a message turned out to be.
package enum Receipt: Sendable {
  /// A CALL, to be handled when its turn comes.
  case call(ReceivedCall)
  /// Something that is answered at once.
  case reply([UInt8])
  /// Something that needs no answer.
  case nothing
}

/// A CALL, read.
package struct ReceivedCall: Sendable {
  package let frame: InboundCall
  /// Of the whole frame, to tell a retry.
  package let digest: Int
  /// Milliseconds since the epoch.
  package let receivedAt: Int64
  /// ``monotonicNanoseconds()``
  package let begin: Int64
  /// The whole frame, where it goes on as it came; else empty.
  package var text: [UInt8] = []

  package init(frame: InboundCall, digest: Int, receivedAt: Int64, begin: Int64) {
    self.frame = frame
    self.digest = digest
    self.receivedAt = receivedAt
    self.begin = begin
  }
}

/// How a CALL ended.
package enum CallOutcome: Sendable {
  /// The frame that answers it.
  case reply([UInt8])
  /// It can't be answered: the connection is to be closed, and the station will send it again.
  case close(ConnectionCloseReason)
}
