/// Why a plugin can't be used, and what to do about it.
package struct PluginError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, in one line; text of the plugin is escaped.
  package let message: String
  /// What could be done about it, in one line.
  package let hint: String?
  /// Whether it crashed or hung, instead of saying what is wrong.
  package let isMisconduct: Bool

  package init(_ message: String, hint: String? = nil, isMisconduct: Bool = false) {
    self.message = message
    self.hint = hint
    self.isMisconduct = isMisconduct
  }

  package var description: String { hint.map { "\(message); \($0)" } ?? message }
}
