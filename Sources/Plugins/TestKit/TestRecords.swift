public import GatewayPluginSDK

/// What went wrong between the plugin and the gateway.
public struct TestGatewayError: Error, Sendable, Hashable, CustomStringConvertible {
  /// For people.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// A line that the plugin logged.
public struct TestLogLine: Sendable, Hashable {
  /// How important it is.
  public enum Level: Int32, Sendable, Hashable {
    /// For following a message through the code.
    case trace = 0
    /// For finding a problem.
    case debug = 1
    /// What happened.
    case info = 2
    /// What somebody should look at some day.
    case warning = 3
    /// What somebody should look at now.
    case error = 4
  }

  /// How important it is.
  public let level: Level
  /// The text.
  public let message: String
  /// The fields, by name.
  public let fields: [String: String]

  /// To compare with.
  public init(_ level: Level, _ message: String, _ fields: [String: String] = [:]) {
    self.level = level
    self.message = message
    self.fields = fields
  }
}

/// A metric that the plugin wrote.
public struct TestMetric: Sendable, Hashable {
  /// What was done.
  public enum Kind: Int32, Sendable, Hashable {
    /// Added to a counter.
    case counter = 1
    /// Set a gauge.
    case gauge = 2
    /// Recorded a value of a histogram.
    case histogram = 3
  }

  /// What was done.
  public let kind: Kind
  /// Its name.
  public let name: String
  /// By how much, or to what.
  public let value: Double
  /// The labels, by name.
  public let labels: [String: String]

  /// To compare with.
  public init(_ kind: Kind, _ name: String, _ value: Double, _ labels: [String: String] = [:]) {
    self.kind = kind
    self.name = name
    self.value = value
    self.labels = labels
  }
}

/// A command that the plugin sent.
public struct TestCommand: Sendable, Hashable {
  /// To which station.
  public let station: String
  /// The version it is written for.
  public let version: OCPPVersion
  /// The action's name.
  public let action: String
  /// Its payload.
  public let payload: RawJSON
  /// Whether it waited for the reply of the CALL in which it was sent.
  public let isAfterReply: Bool

  /// The command, if it is of a type.
  public func request<Request: OCPPRequest>(_ type: Request.Type = Request.self) -> Request? {
    guard Request.version == version, Request.action == action else { return nil }
    return try? Request.decode(payload.text)
  }
}
