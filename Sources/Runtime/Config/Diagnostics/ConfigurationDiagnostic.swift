/// One thing that is wrong or doubtful in the configuration.
package struct ConfigurationDiagnostic: Sendable, Hashable {
  /// How grave a diagnostic is.
  package enum Severity: String, Sendable, Hashable {
    /// The configuration cannot be used.
    case error
    /// The configuration can be used; it may not do what its author meant.
    case warning
  }

  /// How grave it is.
  package let severity: Severity
  /// Where it is.
  package let location: ConfigurationLocation
  /// What is wrong, in one line.
  package let message: String
  /// What could be done about it, in one line.
  package let hint: String?
  /// The line of the file at ``location``, secrets removed.
  package let sourceLine: String?

  /// Creates a diagnostic; ``ConfigurationDiagnostics`` adds the source line to those that it collects.
  package init(
    severity: Severity, location: ConfigurationLocation, message: String, hint: String? = nil, sourceLine: String? = nil
  ) {
    self.severity = severity
    self.location = location
    self.message = message
    self.hint = hint
    self.sourceLine = sourceLine
  }
}

extension ConfigurationDiagnostic: CustomStringConvertible {
  /// `file:line:column: error: message`, then the line of the file with a caret below it, then the hint.
  package var description: String {
    var lines = ["\(location): \(severity.rawValue): \(message)"]
    if case .source(let source) = location, let sourceLine {
      lines += SourceExcerpt(line: sourceLine, column: source.column).lines
    }
    if let hint { lines.append("hint: \(hint)") }
    return lines.joined(separator: "\n")
  }
}
