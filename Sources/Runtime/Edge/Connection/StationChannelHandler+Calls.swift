import DequeModule
import GatewayCore
import NIOCore

extension StationChannelHandler {
  /// Handles a CALL; when it doesn't wait for anything, at once.
  func handle(_ call: ReceivedCall, in session: Session) {
    guard let eventLoop = context?.eventLoop else { return }
    isHandling = true
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    handling = Task.immediate(executorPreference: connections.executor) { [bus] in
      let outcome = await bus.handle(call, from: session)
      eventLoop.assumeOrExecute { bound.value.finished(outcome) }
    }
    // A finished task is a kilobyte that an idle connection need not keep.
    if !isHandling { handling = nil }
  }

  private func finished(_ outcome: CallOutcome) {
    isHandling = false
    handling = nil
    guard phase == .open, let session else { return }
    switch outcome {
    case .close(let reason): close(reason)
    case .reply(let frame):
      answered(frame)
      if let closesWhenIdle { return close(closesWhenIdle) }
      if let next = waiting.popFirst() { handle(next, in: session) }
      resumeReading()
    }
  }

  /// Sends an answer; after the first one commands may go out.
  func answered(_ frame: [UInt8]) {
    send(frame)
    session?.outbound.open()
  }
}
