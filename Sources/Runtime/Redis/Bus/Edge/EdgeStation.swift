import GatewayCore

/// What an edge remembers of one of its stations.
struct EdgeStation: Sendable {
  /// A CALL of the station that waits for its answer.
  struct Awaited: Sendable {
    let continuation: CheckedContinuation<[UInt8], any Error>
    let message: [UInt8]
    /// ``monotonicNanoseconds()``
    let deadline: Int64
    /// Whether Redis doesn't have it yet.
    var isUnsent = false

    init(continuation: CheckedContinuation<[UInt8], any Error>, message: [UInt8], deadline: Int64) {
      self.continuation = continuation
      self.message = message
      self.deadline = deadline
    }
  }

  let session: Session
  /// By message id.
  var awaited: [String: Awaited] = [:]
  /// Commands from elsewhere whose answers go to `ocpp:requests`, by message id.
  var relayed: Set<String> = []

  init(_ session: Session) {
    self.session = session
  }

  /// Ends all waiting: the connection is gone.
  func cancel() {
    for awaited in awaited.values { awaited.continuation.resume(throwing: CancellationError()) }
  }
}
