/// Why a configuration cannot be used: everything that is wrong with it.
package struct ConfigurationError: Error, Sendable, Hashable {
  /// The diagnostics in the order of the file, warnings included; at least one is an error.
  package let diagnostics: [ConfigurationDiagnostic]

  /// Returns `nil` when no diagnostic is an error.
  package init?(_ diagnostics: [ConfigurationDiagnostic]) {
    guard diagnostics.contains(where: { $0.severity == .error }) else { return nil }
    self.diagnostics = diagnostics
  }
}

extension ConfigurationError: CustomStringConvertible {
  /// The diagnostics as they are printed, one after another.
  package var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
