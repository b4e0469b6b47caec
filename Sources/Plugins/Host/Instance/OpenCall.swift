import GatewayCore

/// A call that a plugin has been given and hasn't completed, as its runner sees it.
struct OpenCall {
  /// How far it is with the rest of the chain.
  enum NextState {
    case notCalled
    case called
    case answered
  }

  let message: LentMessage
  let station: String
  var next = NextState.notCalled
  /// Whether the plugin's `handle` has it now; then the message stays, whatever happens.
  var isInHandle = true
  /// Whether it is complete.
  var isComplete = false
  /// Whether the host no longer waits for it.
  var isOverdue = false
}
