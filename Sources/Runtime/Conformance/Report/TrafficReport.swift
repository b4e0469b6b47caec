package import GatewayCore
package import OCPPCodec

/// What traffic breaks: counts by type of station, action and rule, with the first example of each.
package struct TrafficReport: Sendable {
  /// How many messages, and how many of them don't conform.
  package struct Tally: Sendable, Hashable {
    package var messages = 0
    package var violating = 0

    package mutating func add(_ other: Tally) {
      messages += other.messages
      violating += other.violating
    }
  }

  /// Where a frame is, and its text.
  package struct Example: Sendable, Hashable {
    package var file: String
    /// From 1.
    package var line: Int
    /// Empty when the recording doesn't say.
    package var station: String
    /// What is wrong, in a sentence.
    package var message: String
    /// Cut to ``TrafficReport/maximumExample`` bytes.
    package var frame: String
  }

  /// How often something is wrong.
  package struct Finding: Sendable, Hashable {
    package var count = 0
    package var example: Example
  }

  /// An action's payload.
  package struct Action: Sendable, Hashable {
    package var version: OCPPVersion
    /// `-` for answers to nobody knows what.
    package var name: String
    package var kind: PayloadKind

    package init(version: OCPPVersion, name: String, kind: PayloadKind) {
      self.version = version
      self.name = name
      self.kind = kind
    }
  }

  /// A rule of a schema, as a type of station breaks it.
  package struct Rule: Sendable, Hashable {
    package var type: StationType
    package var action: Action
    /// A JSON pointer, `*` in place of each array index.
    package var pointer: String
    package var keyword: ConstraintKeyword
  }

  /// A rule of OCPP-J, as a type of station, or the gateway talking to one, breaks it.
  package struct Breach: Sendable, Hashable {
    package var type: StationType
    package var breach: RPCBreach
    /// Nil when the recording doesn't say.
    package var direction: TraceDirection?
  }

  /// How many different findings are kept; of more only the number is.
  package static let maximumFindings = 10_000
  /// How many bytes of a frame are shown.
  package static let maximumExample = 1024

  package internal(set) var total = Tally()
  /// Answers that nothing says anything of.
  package internal(set) var unjudged = 0
  /// CALLERRORs, by code.
  package internal(set) var errors: [String: Int] = [:]
  /// Lines and files that can't be used, with the first problem.
  package internal(set) var unusable = 0
  package internal(set) var firstProblem: String?
  package internal(set) var bytes = 0
  /// The names of stations, as far as recordings have them.
  package internal(set) var stations: Set<String> = []
  package internal(set) var types: [StationType: Tally] = [:]
  package internal(set) var actions: [Action: Tally] = [:]
  package internal(set) var latencies: [Action: LatencyHistogram] = [:]
  package internal(set) var rules: [Rule: Finding] = [:]
  package internal(set) var breaches: [Breach: Finding] = [:]
  /// Requests never answered, by action.
  package internal(set) var unanswered: [String: Int] = [:]
  package internal(set) var omitted = 0
  /// Milliseconds since the epoch.
  package internal(set) var firstAt: Int64?
  package internal(set) var lastAt: Int64?

  package init() {}

  /// 0 all conform, 1 some don't, 2 unusable input.
  package var exitCode: Int32 { unusable > 0 ? 2 : total.violating > 0 ? 1 : 0 }

  /// Notes something that can't be used.
  package mutating func addUnusable(_ problem: String) {
    unusable += 1
    if firstProblem == nil { firstProblem = problem }
  }

  mutating func add(_ rule: Rule, _ example: () -> Example) {
    if rules[rule] == nil {
      guard rules.count < Self.maximumFindings else {
        omitted += 1
        return
      }
      rules[rule] = Finding(example: example())
    }
    rules[rule]?.count += 1
  }

  mutating func add(_ breach: Breach, _ example: () -> Example) {
    if breaches[breach] == nil {
      guard breaches.count < Self.maximumFindings else {
        omitted += 1
        return
      }
      breaches[breach] = Finding(example: example())
    }
    breaches[breach]?.count += 1
  }

  /// Adds what another report found, in traffic after this one's.
  package mutating func merge(_ other: TrafficReport) {
    total.add(other.total)
    unjudged += other.unjudged
    errors.merge(other.errors, uniquingKeysWith: +)
    unusable += other.unusable
    firstProblem = firstProblem ?? other.firstProblem
    bytes += other.bytes
    stations.formUnion(other.stations)
    for (type, tally) in other.types { types[type, default: Tally()].add(tally) }
    for (action, tally) in other.actions { actions[action, default: Tally()].add(tally) }
    for (action, latency) in other.latencies { latencies[action, default: LatencyHistogram()].merge(latency) }
    unanswered.merge(other.unanswered, uniquingKeysWith: +)
    omitted += other.omitted
    firstAt = [firstAt, other.firstAt].compactMap { $0 }.min()
    lastAt = [lastAt, other.lastAt].compactMap { $0 }.max()
    for (rule, finding) in other.rules {
      if rules[rule] == nil, rules.count >= Self.maximumFindings {
        omitted += finding.count
      } else {
        rules[rule, default: Finding(example: finding.example)].count += finding.count
      }
    }
    for (breach, finding) in other.breaches {
      breaches[breach, default: Finding(example: finding.example)].count += finding.count
    }
  }
}
