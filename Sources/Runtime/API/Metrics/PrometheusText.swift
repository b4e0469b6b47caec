/// The text format 0.0.4 of Prometheus, being written.
struct PrometheusText {
  private(set) var bytes: [UInt8] = []

  /// Writes a family's HELP and TYPE lines.
  mutating func family(_ name: String, _ kind: MetricKind, help: String?) {
    if let help { bytes += "# HELP \(name) \(Self.escape(help, quotes: false))\n".utf8 }
    bytes += "# TYPE \(name) \(kind.rawValue)\n".utf8
  }

  /// Writes a sample.
  ///
  /// - Parameters:
  ///   - name: of the metric.
  ///   - labels: as ``labels(_:)`` makes them.
  ///   - bound: one more label, made so too: a bucket's.
  ///   - value: the value's text.
  mutating func sample(_ name: String, _ labels: String, bound: String = "", _ value: String) {
    bytes += name.utf8
    if !labels.isEmpty || !bound.isEmpty {
      let comma = labels.isEmpty || bound.isEmpty ? "" : ","
      bytes += "{\(labels)\(comma)\(bound)}".utf8
    }
    bytes += " \(value)\n".utf8
  }

  /// `name="value",…`
  static func labels(_ labels: [(String, String)]) -> String {
    labels.map { "\(labelName($0.0))=\"\(escape($0.1, quotes: true))\"" }.joined(separator: ",")
  }

  /// A number as Prometheus reads it.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    // Whole numbers without ".0", which is how others write them.
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return value.description
  }

  /// A name of letters, digits, `_` and `:`, not beginning with a digit.
  static func metricName(_ text: String) -> String { name(text) { $0 == UInt8(ascii: ":") } }

  /// A name of letters, digits and `_`, not beginning with a digit or with `__`, which is reserved.
  static func labelName(_ text: String) -> String {
    let name = name(text) { _ in false }
    return name.hasPrefix("__") ? "label\(name)" : name
  }

  private static func name(_ text: String, also isAllowed: (UInt8) -> Bool) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if result.isEmpty { result = "_" }
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case let byte where isAllowed(byte): result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "_"
      }
    }
    return result.isEmpty ? "_" : result
  }

  private static func escape(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// What a metric is, as Prometheus calls it.
enum MetricKind: String, Sendable {
  case counter
  case gauge
  case histogram
}
