package import CoreMetrics
import OCPP16
import OCPP201
package import OCPPCodec
import Synchronization

/// The gateway's metrics; labels from bounded sets only, so everything that can be is made at start.
package final class GatewayMetrics: Sendable {
  /// `ocpp_connections`
  package let connections: Meter
  /// `ocpp_queue_depth`
  package let queueDepth: Meter

  private let messages: [Counter]
  private let durations: [Recorder]
  /// Makes what others measure beside these.
  package let factory: any MetricsFactory
  /// Counters that most gateways need few of, made when they are.
  private let rare = Mutex<[String: Counter]>([:])

  private static let outcomes = MessageOutcome.allCases
  /// - Parameter factory: makes the metrics.
  package init(factory: any MetricsFactory) {
    self.factory = factory
    connections = Meter(label: "ocpp_connections", factory: factory)
    connections.set(0)
    queueDepth = Meter(label: "ocpp_queue_depth", factory: factory)
    queueDepth.set(0)
    var messages: [Counter] = []
    var durations: [Recorder] = []
    for version in OCPPVersion.allCases {
      for action in MessageCatalog.of(version).actions.map(\.name) + ["other"] {
        let labels = [("version", version.rawValue), ("action", action)]
        for outcome in Self.outcomes {
          messages.append(
            Counter(
              label: "ocpp_messages_total",
              dimensions: labels + [("direction", "inbound"), ("outcome", outcome.name)], factory: factory))
        }
        durations.append(Recorder(label: "ocpp_message_duration_seconds", dimensions: labels, factory: factory))
      }
    }
    self.messages = messages
    self.durations = durations
  }

  /// Counts a message of a station.
  ///
  /// - Parameter action: nil for one that is none of the version's.
  package func count(
    _ version: OCPPVersion,
    _ action: ActionDescriptor?,
    _ outcome: MessageOutcome
  ) {
    let row = Self.row(version, action)
    messages[row * Self.outcomes.count + outcome.rawValue].increment()
  }

  /// Records how long a CALL took, from the frame's arrival to the answer.
  package func time(_ version: OCPPVersion, _ action: ActionDescriptor, _ nanoseconds: Int64) {
    durations[Self.row(version, action)].record(Double(nanoseconds) / 1e9)
  }

  /// Counts what a message breaks.
  package func count(_ violations: MessageViolations, _ version: OCPPVersion, _ action: ActionDescriptor) {
    for violation in violations.violations {
      increment(
        "ocpp_violations_total",
        [("version", version.rawValue), ("action", action.name), ("keyword", violation.keyword.rawValue)])
    }
  }

  /// Counts what became of a message that doesn't conform.
  ///
  /// - Parameter action: an action of a schema, or `other`.
  package func count(_ disposition: Disposition, _ version: OCPPVersion, _ action: String) {
    increment(
      "ocpp_nonconforming_total",
      [("version", version.rawValue), ("action", action), ("outcome", disposition.rawValue)])
  }

  /// Counts a command to a station.
  ///
  /// - Parameters:
  ///   - action: an action of a schema, or `other`.
  ///   - outcome: from a bounded set.
  package func countCommand(_ action: String, outcome: String) {
    increment("ocpp_commands_total", [("action", action), ("outcome", outcome)])
  }

  private func increment(_ label: String, _ dimensions: [(String, String)]) {
    let key = label + dimensions.map { "\u{0}" + $0.1 }.joined()
    let counter = rare.withLock { rare in
      if let counter = rare[key] { return counter }
      let counter = Counter(label: label, dimensions: dimensions, factory: factory)
      rare[key] = counter
      return counter
    }
    counter.increment()
  }

  @inline(__always)
  private static func row(_ version: OCPPVersion, _ action: ActionDescriptor?) -> Int {
    switch version {
    case .v16: action?.index ?? count16
    case .v201: count16 + 1 + (action?.index ?? MessageCatalog.v201.actions.count)
    }
  }

  private static let count16 = MessageCatalog.v16.actions.count
}
