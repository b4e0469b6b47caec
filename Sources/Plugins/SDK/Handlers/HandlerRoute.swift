/// A kind of CALL that a plugin handles.
public struct HandlerRoute: Sendable, Hashable {
  /// The version.
  public var version: OCPPVersion
  /// Which way.
  public var direction: CallDirection
  /// The action's name; `*` for all that go that way.
  public var action: String
}

/// Which way a CALL goes.
public enum CallDirection: Int32, Sendable, Hashable, CaseIterable {
  /// From the station: a request.
  case fromStation = 1
  /// To the station: a command.
  case toStation = 2
}
