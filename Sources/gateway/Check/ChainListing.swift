import GatewayCore
import OCPPCodec

/// Resolved chains as text: actions that have the same one together.
enum ChainListing {
  static func text(_ chains: ChainTable, _ version: OCPPVersion, rule: Int?) -> String {
    var lines = ["OCPP \(version.rawValue)"]
    for direction in MessageDirection.allCases {
      var actions: [[String]: [String]] = [:]
      for action in MessageCatalog.of(version).actions where action.mayGo(direction) {
        let names = chains.chain(Route(version, direction, action: action.index), rule: rule).names
        actions[names, default: []].append(action.name)
      }
      lines.append(direction == .inbound ? "  from stations:" : "  to stations:")
      for (names, actions) in actions.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        let end = direction == .inbound ? (names.isEmpty ? "answered NotSupported" : "") : "station"
        let steps = (names + [end]).filter { !$0.isEmpty }.joined(separator: " → ")
        lines.append("    \(steps)")
        lines += wrapped(actions)
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func wrapped(_ words: [String]) -> [String] {
    var lines: [String] = []
    for word in words {
      if let last = lines.last, last.count + word.count < 98 {
        lines[lines.count - 1] = last + ", " + word
      } else {
        lines.append("        " + word)
      }
    }
    return lines
  }
}
