package import GatewayConfig
package import GatewayCore
package import OCPPCodec

/// Which values of which messages a waiver or a repair rule is for.
struct MessageScope: Sendable {
  private let version: OCPPVersion?
  private let kind: PayloadKind?
  private let actions: Set<String>
  private let pattern: PointerPattern

  init(_ scope: RepairScope) {
    version = scope.version?.version
    kind = scope.payload.map { $0 == .request ? .request : .response }
    actions = Set(scope.actions.map(\.value))
    pattern = PointerPattern(scope.pointer)
  }

  func includes(_ message: MessageKind) -> Bool {
    (version == nil || version == message.version) && (kind == nil || kind == message.kind)
      && (actions.isEmpty || actions.contains(message.action))
  }

  func includes(_ pointer: JSONPointer) -> Bool { pattern.matches(pointer) }
}

/// What a message is.
package struct MessageKind: Sendable, Hashable {
  package var version: OCPPVersion
  package var action: String
  package var kind: PayloadKind

  package init(_ version: OCPPVersion, _ action: String, _ kind: PayloadKind) {
    self.version = version
    self.action = action
    self.kind = kind
  }
}

extension GatewayConfiguration.ProtocolVersion {
  package var version: OCPPVersion {
    switch self {
    case .ocpp16: .v16
    case .ocpp201: .v201
    }
  }
}

extension Violation {
  /// Where the value itself is: the member that is absent or not allowed, else what the pointer points to.
  package var place: JSONPointer {
    let pointer = JSONPointer(pointer)
    return member.map { pointer.appending($0) } ?? pointer
  }
}
