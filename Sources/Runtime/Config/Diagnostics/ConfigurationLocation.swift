/// Where a part of the configuration comes from.
package enum ConfigurationLocation: Sendable, Hashable {
  /// A place in the configuration file.
  case source(SourceLocation)
  /// A file as a whole, by its name.
  case file(String)
  /// An environment variable, by its name.
  case environment(String)
  /// A default that is part of the program.
  case builtIn
}

extension ConfigurationLocation: CustomStringConvertible {
  /// What a diagnostic begins with, as in `gateway.yaml:3:5` or `environment variable HTTP_PORT`.
  package var description: String {
    switch self {
    case .source(let location): location.description
    case .file(let name): TerminalText.escaped(name)
    case .environment(let variable): "environment variable \(TerminalText.escaped(variable))"
    case .builtIn: "built-in configuration"
    }
  }
}

extension ConfigurationLocation: Comparable {
  /// Whole files come first, then places in a file from top to bottom, then variables by name.
  package static func < (left: ConfigurationLocation, right: ConfigurationLocation) -> Bool {
    switch (left, right) {
    case (.source(let left), .source(let right)): left < right
    case (.file(let left), .file(let right)), (.environment(let left), .environment(let right)): left < right
    default: left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .file: 0
    case .source: 1
    case .environment: 2
    case .builtIn: 3
    }
  }
}
