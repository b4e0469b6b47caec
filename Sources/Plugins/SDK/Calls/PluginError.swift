import CGatewayPlugin

/// Why the gateway couldn't do what a plugin asked for.
public struct PluginError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A reason; an open set.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The number in the plugin ABI, negative.
    public let rawValue: Int32

    /// - Parameter rawValue: the number in the plugin ABI, negative.
    public init(rawValue: Int32) {
      self.rawValue = rawValue
    }

    /// Not what the schema says, or beyond a limit.
    public static let invalid = Self(rawValue: Status.argument)
    /// Not now: `next` was called before, or the CALL is answered.
    public static let outOfTurn = Self(rawValue: Status.state)
    /// No answer in time.
    public static let timeout = Self(rawValue: Status.timeout)
    /// Too much is waiting.
    public static let busy = Self(rawValue: Status.busy)
    /// The station's version has no such action, or isn't the message's.
    public static let unsupported = Self(rawValue: Status.unsupported)
    /// The CALL was cancelled, or the gateway is stopping.
    public static let cancelled = Self(rawValue: Status.cancelled)
    /// Something went wrong inside the gateway, which has logged it.
    public static let internalError = Self(rawValue: Status.internalError)
    /// The station is not connected, or left before it answered.
    public static let offline = Self(rawValue: Status.offline)
    /// The station whose CALL is being handled can't be waited for; see ``CallContext/sendAfterReply(_:to:timeout:then:)``.
    public static let sameStation = Self(rawValue: Status.sameStation)
    /// The state changed in between.
    public static let conflict = Self(rawValue: Status.conflict)
    /// The store can't be reached.
    public static let unavailable = Self(rawValue: Status.unavailable)

    var text: String {
      switch self {
      case .invalid: "the gateway refused it as invalid"
      case .outOfTurn: "not possible now: the CALL is answered, or 'next' was called before"
      case .timeout: "no answer in time"
      case .busy: "too much is waiting"
      case .unsupported: "the station's version doesn't have this"
      case .cancelled: "cancelled"
      case .offline: "the station is not connected"
      case .sameStation: "a handler can't wait for the station whose CALL it handles; send after the reply"
      case .conflict: "the state changed in between"
      case .unavailable: "the store can't be reached"
      default: "something went wrong inside the gateway (\(rawValue))"
      }
    }
  }

  /// The reason.
  public let code: Code
  /// For people.
  public let description: String

  /// - Parameters:
  ///   - code: the reason.
  ///   - description: for people; by default the code's own.
  public init(_ code: Code, _ description: String? = nil) {
    self.code = code
    self.description = description ?? code.text
  }

  init(_ status: gateway_plugin_status, _ reply: UnsafePointer<gateway_plugin_reply>? = nil) {
    let text = reply?.pointee.description.string ?? ""
    self.init(Code(rawValue: status), text.isEmpty ? nil : text)
  }
}
