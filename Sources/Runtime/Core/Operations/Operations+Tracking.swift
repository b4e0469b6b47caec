import OCPPCodec

/// What a station's answer means for the operation of its command.
package struct TrackedAnswer<Response: Sendable>: Sendable {
  package var response: Response
  /// Where the operation stands then.
  package var state: OperationState
  /// The answer, for people.
  package var status: String
  /// What is known of the operation from then on; nil: what was.
  package var details: APIValue?

  package init(_ response: Response, _ state: OperationState, status: String, details: APIValue? = nil) {
    self.response = response
    self.state = state
    self.status = status
    self.details = details
  }
}

extension Operations {
  /// Sends a command, in the chain that leads to its station, as an operation: ``OperationState/sent``, then what the
  /// answer means. Without an answer it is ``OperationState/uncertain`` when the station may have got the command, else
  /// ``OperationState/failed``.
  ///
  /// A station may tell how it goes before its answer is there: what it told stays.
  ///
  /// - Parameter body: sends it.
  /// - Throws: what the body throws, which the operation then knows of; ``StoreError``
  package func track<Response: Sendable>(
    _ operation: OperationRecord, _ body: () async throws -> TrackedAnswer<Response>
  ) async throws -> Response {
    try await advance(operation.id, to: .sent)
    do {
      let answer = try await body()
      try await advance(
        operation.id, to: answer.state, reason: "the station answered \(answer.status.escapedForPeople)",
        details: answer.details, from: answer.state.isFinal ? nil : [.sent])
      return answer.response
    } catch {
      let failure = error as? CommandFailure
      let isUncertain = failure.map(\.isUncertain) ?? !(error is CallError)
      let reason = error is CancellationError ? "the gateway was shutting down" : failure?.description ?? "\(error)"
      try await advance(
        operation.id, to: isUncertain ? .uncertain : .failed, reason: reason.escapedForPeople,
        from: isUncertain ? [.sent] : nil)
      throw error
    }
  }
}
