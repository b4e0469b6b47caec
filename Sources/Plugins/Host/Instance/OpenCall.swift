/// A call that a plugin has been given and hasn't completed, as its runner sees it.
struct OpenCall {
  /// How far it is with the rest of the chain.
  enum NextState {
    case notCalled
    case called
    case answered
  }

  let lent: LentCall
  var next = NextState.notCalled
  /// Whether the host no longer waits for it.
  var isOverdue = false
}
