package import OCPPCodec

/// Which way a CALL goes.
package enum MessageDirection: Int, Sendable, Hashable, CaseIterable {
  /// From the station.
  case inbound
  /// To the station.
  case outbound

  /// The name in metrics and messages.
  package var name: String { self == .inbound ? "inbound" : "outbound" }
}

/// What a chain is for.
package struct Route: Sendable, Hashable {
  package var version: OCPPVersion
  package var direction: MessageDirection
  /// ``ActionDescriptor/index``
  package var action: Int

  package init(_ version: OCPPVersion, _ direction: MessageDirection, action: Int) {
    self.version = version
    self.direction = direction
    self.action = action
  }
}

extension ActionDescriptor {
  /// Whether a CALL of this action may go that way.
  package func mayGo(_ direction: MessageDirection) -> Bool {
    switch sender {
    case .both: true
    case .station: direction == .inbound
    case .csms: direction == .outbound
    }
  }
}
