/// A version of the Open Charge Point Protocol that the gateway speaks.
public enum OCPPVersion: String, Sendable, Hashable, CaseIterable, Codable {
  /// OCPP 1.6, with the messages of the security whitepaper.
  case v16 = "1.6"
  /// OCPP 2.0.1.
  case v201 = "2.0.1"

  /// The WebSocket subprotocol of this version (OCPP-J 1.6 §3.1.2, OCPP 2.0.1 Part 4 §3.1.2).
  public var subprotocol: String { "ocpp" + rawValue }

  /// Finds the version that a WebSocket subprotocol stands for.
  ///
  /// - Parameter subprotocol: a name such as `ocpp1.6`, compared by bytes.
  public init?(subprotocol: some StringProtocol) {
    guard let version = Self.allCases.first(where: { $0.subprotocol.utf8.elementsEqual(subprotocol.utf8) }) else {
      return nil
    }
    self = version
  }
}
