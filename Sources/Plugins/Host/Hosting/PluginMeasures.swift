import CGatewayPlugin
import CoreMetrics
import OCPPCodec
import Synchronization

/// The metrics of a plugin's own: `plugin_{id}_{name}`, not endlessly many.
final class PluginMeasures: Sendable {
  private enum Metric {
    case counter(FloatingPointCounter)
    case gauge(Meter)
    case histogram(Recorder)
  }

  private struct State {
    var metrics: [String: Metric] = [:]
    var kinds: [String: Int32] = [:]
    /// Problems that were told.
    var told: Set<String> = []
  }

  /// Names with their labels.
  private static let capacity = 1000

  private let prefix: String
  private let factory: any MetricsFactory
  private let state = Mutex(State())

  init(plugin: String, factory: any MetricsFactory) {
    prefix = "plugin_" + plugin.map { $0 == "-" ? "_" : $0 } + "_"
    self.factory = factory
  }

  /// - Returns: why it is left out, each reason once.
  func measure(
    _ kind: Int32, _ name: UnsafeBufferPointer<UInt8>, _ value: Double, labels: UnsafeBufferPointer<UInt8>
  ) -> String? {
    guard value.isFinite, name.count <= 64, labels.count <= 1024 else {
      return once("a value, name or label out of range")
    }
    let name = String(decoding: name, as: UTF8.self)
    let labels = String(decoding: labels, as: UTF8.self)
    let key = "\(name)\u{0}\(labels)"
    let problem = state.withLock { state -> String? in
      let metric: Metric
      if let known = state.metrics[key], state.kinds[name] == kind {
        metric = known
      } else {
        guard state.kinds[name] ?? kind == kind else { return "'\(name)' was of another kind before" }
        guard Self.isName(name) else { return "'\(name.escapedForPeople(limit: 64))' is no name for a metric" }
        guard state.metrics.count < Self.capacity else { return "there are \(Self.capacity) series already" }
        guard let dimensions = Self.dimensions(labels) else {
          return "the labels of '\(name)' are no object of short strings"
        }
        guard let made = make(kind, name, dimensions) else { return "'\(name)' is of no known kind" }
        metric = made
        state.metrics[key] = metric
        state.kinds[name] = kind
      }
      switch metric {
      case .counter(let counter):
        guard value >= 0 else { return "'\(name)' is a counter and can't go down" }
        counter.increment(by: value)
      case .gauge(let meter): meter.set(value)
      case .histogram(let recorder): recorder.record(value)
      }
      return nil
    }
    return problem.flatMap { once($0) }
  }

  private func make(_ kind: Int32, _ name: String, _ dimensions: [(String, String)]) -> Metric? {
    let label = prefix + name
    return switch kind {
    case Int32(GATEWAY_PLUGIN_METRIC_COUNTER):
      .counter(FloatingPointCounter(label: label, dimensions: dimensions, factory: factory))
    case Int32(GATEWAY_PLUGIN_METRIC_GAUGE): .gauge(Meter(label: label, dimensions: dimensions, factory: factory))
    case Int32(GATEWAY_PLUGIN_METRIC_HISTOGRAM):
      .histogram(Recorder(label: label, dimensions: dimensions, factory: factory))
    default: nil
    }
  }

  /// - Returns: nil when they are no object of strings with names as labels have.
  private static func dimensions(_ labels: String) -> [(String, String)]? {
    guard !labels.isEmpty else { return [] }
    guard case .object(let members)? = try? JSONValue(parsing: labels), members.count <= 8 else { return nil }
    var dimensions: [(String, String)] = []
    for member in members {
      guard isName(member.name), let text = member.value.string, text.utf8.count <= 64 else { return nil }
      dimensions.append((member.name, text.escapedForPeople(limit: 64)))
    }
    return dimensions.sorted { $0.0 < $1.0 }
  }

  /// `[a-z][a-z0-9_]*`
  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, 0x61...0x7A ~= first else { return false }
    return text.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "_") }
  }

  private func once(_ problem: String) -> String? {
    state.withLock { state in
      guard state.told.count < 100, state.told.insert(problem).inserted else { return nil }
      return problem
    }
  }
}
