/// Who may send an action's CALL.
public enum MessageSender: String, Sendable, Hashable {
  /// The charging station.
  case station
  /// The central system.
  case csms
  /// Either.
  case both
}
