import Synchronization

/// Collects what is wrong with one configuration while it is read, so that all of it is told at once.
package final class ConfigurationDiagnostics: Sendable {
  /// How many are kept; of more only the number is told.
  package static let maximumCount = 100

  private struct State {
    var kept: [ConfigurationDiagnostic] = []
    var known: Set<ConfigurationDiagnostic> = []
    var omittedErrors = 0
    var omittedWarnings = 0
    var hidden: [HiddenText] = []
  }

  private let source: SourceText?
  private let state = Mutex(State())

  /// - Parameter source: the file whose lines are shown.
  package init(source: SourceText?) {
    self.source = source
  }

  /// Adds a diagnostic; the same one again is dropped.
  package func record(
    _ severity: ConfigurationDiagnostic.Severity, at location: ConfigurationLocation, _ message: String,
    hint: String? = nil
  ) {
    let diagnostic = ConfigurationDiagnostic(severity: severity, location: location, message: message, hint: hint)
    state.withLock { state in
      guard !state.known.contains(diagnostic) else { return }
      guard state.kept.count < Self.maximumCount else {
        switch severity {
        case .error: state.omittedErrors += 1
        case .warning: state.omittedWarnings += 1
        }
        return
      }
      state.known.insert(diagnostic)
      state.kept.append(diagnostic)
    }
  }

  /// Whether more diagnostics would only be counted, so that no work needs to go into their words.
  var isFull: Bool { state.withLock { $0.kept.count >= Self.maximumCount } }

  /// Keeps the text of a node out of every source line that is shown, because it is a secret.
  func hide(_ node: YAMLNode) {
    let text = HiddenText(firstLine: node.location.line, column: node.location.column, lastLine: node.lastLine)
    state.withLock { $0.hidden.append(text) }
  }

  /// Everything recorded so far, in the order of the file, with source lines.
  package var all: [ConfigurationDiagnostic] {
    state.withLock { state in
      var sorted = state.kept.enumerated()
        .sorted { ($0.element.location, $0.offset) < ($1.element.location, $1.offset) }
        .map { withSourceLine($0.element, hiding: state.hidden) }
      if state.omittedErrors + state.omittedWarnings > 0 {
        sorted.append(omission(errors: state.omittedErrors, warnings: state.omittedWarnings))
      }
      return sorted
    }
  }

  private func withSourceLine(
    _ diagnostic: ConfigurationDiagnostic, hiding hidden: [HiddenText]
  ) -> ConfigurationDiagnostic {
    guard case .source(let location) = diagnostic.location, let source,
      let line = HiddenText.line(location.line, of: source, without: hidden)
    else { return diagnostic }
    return ConfigurationDiagnostic(
      severity: diagnostic.severity, location: diagnostic.location, message: diagnostic.message, hint: diagnostic.hint,
      sourceLine: line)
  }

  private func omission(errors: Int, warnings: Int) -> ConfigurationDiagnostic {
    ConfigurationDiagnostic(
      severity: errors > 0 ? .error : .warning, location: source.map { .file($0.name) } ?? .builtIn,
      message: "\(errors + warnings) more problems are not shown")
  }
}
