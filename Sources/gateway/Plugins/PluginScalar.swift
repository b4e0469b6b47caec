import GatewayConfig
import OCPPCodec

/// A scalar of YAML on its way to JSON: what it is follows from what its schema allows.
struct PluginScalar {
  private let scalar: YAMLScalar

  init(_ scalar: YAMLScalar) {
    self.scalar = scalar
  }

  /// - Parameter types: JSON schema's names of types; none: any.
  /// - Returns: nil when it is none of them.
  func value(of types: [String]) -> JSONValue? {
    let natural = natural
    if types.isEmpty { return natural }
    let isFitting =
      switch natural {
      case .null: types.contains("null")
      case .boolean: types.contains("boolean")
      case .integer: types.contains("integer") || types.contains("number")
      case .real: types.contains("number")
      default: false
      }
    if isFitting { return natural }
    // What stands where a text is expected is one, unless nothing is written there.
    guard types.contains("string"), !(scalar.isPlain && scalar.text.isEmpty) else { return nil }
    return .string(scalar.text)
  }

  /// What it is by YAML's core schema (YAML 1.2 §10.3.2), in JSON's spelling of numbers.
  private var natural: JSONValue {
    guard scalar.isPlain else { return .string(scalar.text) }
    switch scalar.text {
    case "", "~", "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    default: break
    }
    let isNumber = scalar.text.first.map { $0 == "-" || $0.isASCII && $0.isNumber } ?? false
    guard isNumber, let number = try? JSONValue(parsing: scalar.text) else { return .string(scalar.text) }
    return number
  }
}
