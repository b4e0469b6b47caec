/// How many commands of plugins led to what is done now, so that a plugin that answers its own commands with commands
/// doesn't go on for ever.
enum CommandDepth {
  /// A command that would be deeper is refused.
  static let maximum = 4

  @TaskLocal static var current = 0
}
