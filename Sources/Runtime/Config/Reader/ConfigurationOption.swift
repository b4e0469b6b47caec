/// What there is to say about one option: recorded where it is read, so that documentation cannot differ from code.
package struct ConfigurationOption: Sendable, Hashable {
  /// What kind of value it takes.
  package enum Kind: Sendable, Hashable {
    /// One value, which an environment variable can override.
    case scalar
    /// A list.
    case list
    /// A mapping of keys that are documented by themselves.
    case section
  }

  /// The dotted path of the section that it belongs to, empty at the top level; items of lists are `[]`.
  package let section: String
  /// The key in that section.
  package let key: String
  /// What kind of value it takes.
  package let kind: Kind
  /// The type in the reader's words, such as `duration` or `list of text`.
  package let type: String
  /// The default as it would be written; `nil` when there is none.
  package let defaultText: String?
  /// The accepted values, such as `1KiB to 16MiB`; `nil` when the type says it all.
  package let range: String?
  /// What it does, in Markdown.
  package let help: String
  /// The environment variable that overrides it.
  package let variable: String?
  /// Whether it must be given.
  package let isRequired: Bool

  /// The dotted path of the option itself.
  package var path: String { section.isEmpty ? key : "\(section).\(key)" }
}
