/// An action of a version: what its messages are and who sends them.
///
/// A class, since every message carries its action along.
public final class ActionDescriptor: Sendable {
  /// Its name, as in a CALL.
  public let name: String
  /// Its place in ``MessageCatalog/actions``, from 0.
  public let index: Int
  /// The feature profile (1.6) or functional block (2.0.1) it belongs to.
  public let profile: String
  /// Who may send its CALL.
  public let sender: MessageSender
  /// The payload of its CALL.
  public let request: MessageDescriptor
  /// The payload of its CALLRESULT.
  public let response: MessageDescriptor

  /// For generated code.
  public init(
    name: String,
    index: Int,
    profile: String,
    sender: MessageSender,
    request: MessageDescriptor,
    response: MessageDescriptor
  ) {
    self.name = name
    self.index = index
    self.profile = profile
    self.sender = sender
    self.request = request
    self.response = response
  }
}
