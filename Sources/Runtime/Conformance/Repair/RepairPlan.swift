package import GatewayConfig

/// What is mended in the messages of some stations.
package struct RepairPlan: Sendable {
  /// In the text of frames that can't be read.
  package let frame: Set<FrameDefect>
  /// What is let through beside the policy.
  package let waivers: [GatewayConfiguration.Waiver]
  let rules: [ScopedRepairRule]

  /// - Parameter packs: whose rules are asked first, first.
  package init(_ packs: [RepairPack] = []) {
    frame = Set(packs.flatMap(\.frame))
    waivers = packs.flatMap(\.waivers)
    rules = packs.flatMap { pack in pack.rules.map { ScopedRepairRule($0, pack: pack.name) } }
  }
}

/// A rule with what it is for.
struct ScopedRepairRule: Sendable {
  let rule: RepairRule
  /// What the log calls it, with its pack.
  let name: String
  let scope: MessageScope
  let value: JSONTree?

  init(_ rule: RepairRule, pack: String) {
    self.rule = rule
    name = "\(pack): \(rule.name)"
    scope = MessageScope(rule.scope)
    value = rule.value.map { JSONTree($0) }
  }
}

extension JSONTree {
  /// A value of the configuration: what is written without quotes and is JSON is taken as that, the rest as text.
  init(_ node: YAMLNode) {
    switch node.content {
    case .sequence(let items): self = .array(items.map { JSONTree($0) })
    case .mapping(let pairs): self = .object(pairs.map { Member($0.key, JSONTree($0.value)) })
    case .scalar(let scalar):
      if scalar.isPlain, let value = try? JSONTreeParser.parse(scalar.text) {
        self = value
      } else {
        self = .string(scalar.text)
      }
    }
  }
}
