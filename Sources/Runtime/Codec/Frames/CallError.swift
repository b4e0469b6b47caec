/// What a CALLERROR says; thrown, it becomes one.
public struct CallError: Error, Sendable, Hashable {
  /// The code.
  public var code: CallErrorCode
  /// For people; at most 255 characters are sent.
  public var description: String
  /// A JSON object.
  public var details: RawJSON

  /// - Parameters:
  ///   - code: the code.
  ///   - description: for people; at most 255 characters are sent.
  ///   - details: a JSON object.
  public init(_ code: CallErrorCode, _ description: String, details: RawJSON = .emptyObject) {
    self.code = code
    self.description = description
    self.details = details
  }
}
