/// What libyaml found wrong with a text.
struct YAMLSyntaxError: Error {
  let message: String
  let location: SourceLocation
  let hint: String?
}

extension YAMLSyntaxError {
  /// Guesses from libyaml's words and the line at fault what its author meant to write.
  ///
  /// - Parameters:
  ///   - problem: libyaml's description.
  ///   - context: what libyaml was doing, if it said so.
  ///   - line: the text of the line.
  ///   - column: where in it the problem is, from 1.
  static func hint(problem: String, context: String, line: String, column: Int) -> String? {
    let offending = line.unicodeScalars.dropFirst(column - 1).first
    let indentation = line.prefix { $0 == " " || $0 == "\t" }
    if offending == "\t" || problem.contains("tab character") || indentation.contains("\t") {
      return "YAML is indented with spaces, not with tabs"
    }
    if holdsUnquotedIPv6Address(line) {
      return "an IPv6 address is written in quotes: \"[::1]:9000\""
    }
    if context.contains("alias") {
      return "text that begins with '*' is written in quotes: \"*\""
    }
    if problem.contains("cannot start any token"), let offending, "@`%".unicodeScalars.contains(offending) {
      return "text that begins with '\(offending)' is written in quotes"
    }
    if problem.contains("mapping values are not allowed") {
      let before = String(String.UnicodeScalarView(line.unicodeScalars.prefix(column - 1)))
      guard before.contains(": ") else {
        return "the line before has no ': ' after its key, or this one is indented too far"
      }
      return "text that contains ': ' or ends with ':' is written in quotes"
    }
    if problem.contains("could not find expected ':'") {
      return "a key is followed by a colon and a space, as in 'key: value'"
    }
    return nil
  }

  private static func holdsUnquotedIPv6Address(_ line: String) -> Bool {
    guard let open = line.firstIndex(of: "["), let close = line[open...].firstIndex(of: "]") else { return false }
    let inside = line[line.index(after: open)..<close]
    return inside.contains(":") && inside.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
      && line[close...].dropFirst().first == ":" && !line[..<open].contains("\"") && !line[..<open].contains("'")
  }
}
