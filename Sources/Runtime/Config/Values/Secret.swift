/// A password, key or token: text that must not show up in logs, messages or dumps.
package struct Secret: Sendable, Hashable {
  private let text: String

  /// Wraps a secret.
  package init(_ text: String) {
    self.text = text
  }

  /// The text itself, for the one call that needs it.
  package func revealed() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// `<redacted>`.
  package var description: String { HiddenText.replacement }
  /// `<redacted>`.
  package var debugDescription: String { HiddenText.replacement }
  /// Shows nothing, so that `dump` doesn't either.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
