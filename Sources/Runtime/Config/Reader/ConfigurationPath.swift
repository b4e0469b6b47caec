/// Where an option is in the configuration, as in `ocpp.listen` or `stations[0].match.id`.
package struct ConfigurationPath: Sendable, Hashable {
  private enum Component: Sendable, Hashable {
    case key(String)
    case index(Int)
  }

  private var components: [Component] = []

  /// The top level.
  package static let root = ConfigurationPath()

  /// The path of a key below this one.
  package func appending(_ key: String) -> ConfigurationPath {
    var path = self
    path.components.append(.key(key))
    return path
  }

  /// The path of an item of the list at this path, counted from 0.
  package func appending(index: Int) -> ConfigurationPath {
    var path = self
    path.components.append(.index(index))
    return path
  }

  /// Whether this is the top level.
  package var isRoot: Bool { components.isEmpty }

  /// The path in reference documentation, where all items of a list are one: `stations[].match.id`.
  package var documented: String {
    text { _ in "[]" }
  }

  /// The environment variable that overrides a scalar here: `GATEWAY_OCPP_LISTEN` for `ocpp.listen`.
  ///
  /// `nil` inside lists, whose items have no names.
  package var variable: String? {
    var name = "GATEWAY"
    for component in components {
      guard case .key(let key) = component else { return nil }
      name += "_"
      for scalar in key.unicodeScalars {
        name += scalar.isASCIIAlphanumeric ? scalar.properties.uppercaseMapping : "_"
      }
    }
    return name
  }

  private func text(index: (Int) -> String) -> String {
    var text = ""
    for component in components {
      switch component {
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      case .index(let number): text += index(number)
      }
    }
    return text
  }
}

extension ConfigurationPath: CustomStringConvertible {
  /// The path in messages: `stations[0].match.id`.
  package var description: String {
    TerminalText.escaped(text { "[\($0)]" })
  }
}
