package import GatewayConfig
import GatewayCore
package import OCPPCodec

/// What of messages that don't conform is let through.
package struct ValidationPolicy: Sendable {
  package typealias Mode = GatewayConfiguration.Validation.Mode

  private let modes: [PayloadKind: [String: Mode]]
  private let fallback: Mode
  private let waivers: [Waiver]

  /// - Parameters:
  ///   - layers: what the configuration says, what counts most first.
  ///   - waivers: violations that are let through, beside those of the layers.
  package init(_ layers: [GatewayConfiguration.Validation] = [], waivers: [GatewayConfiguration.Waiver] = []) {
    var modes: [PayloadKind: [String: Mode]] = [:]
    // A layer decides for all actions if it says `*`, or `default`: the layers below it aren't asked then.
    for kind in PayloadKind.allCases {
      var settings: [String: Mode] = [:]
      for layer in layers {
        guard settings["*"] == nil else { break }
        for setting in kind == .request ? layer.requests : layer.responses where settings[setting.action.value] == nil {
          settings[setting.action.value] = setting.mode
        }
        if settings["*"] == nil, let fallback = layer.fallback { settings["*"] = fallback }
      }
      modes[kind] = settings
    }
    self.modes = modes
    fallback = .strict
    self.waivers = (layers.flatMap(\.waivers) + waivers).map(Waiver.init)
  }

  /// How strictly a message is taken.
  package func mode(of message: MessageKind) -> Mode {
    modes[message.kind].flatMap { $0[message.action] ?? $0["*"] } ?? fallback
  }

  /// Whether a violation is let through, whatever the mode.
  package func waives(_ violation: Violation, of message: MessageKind) -> Bool {
    waivers.contains { $0.allows(violation, of: message) }
  }
}

/// Violations that are let through.
struct Waiver: Sendable {
  private let scope: MessageScope
  private let keywords: Set<ConstraintKeyword>

  init(_ waiver: GatewayConfiguration.Waiver) {
    scope = MessageScope(waiver.scope)
    keywords = Set(waiver.keywords.compactMap(\.keyword))
  }

  func allows(_ violation: Violation, of message: MessageKind) -> Bool {
    keywords.contains(violation.keyword) && scope.includes(message) && scope.includes(violation.place)
  }
}

extension ConstraintKeyword {
  /// Whether a typed value carries what breaks the keyword as it came.
  package var isCarried: Bool {
    switch self {
    case .enum, .maxLength, .minItems, .maxItems, .minimum, .maximum, .multipleOf, .format, .additionalProperties: true
    case .type, .required, .wellFormed: false
    }
  }
}
