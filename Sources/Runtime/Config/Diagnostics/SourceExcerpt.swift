/// A line of a file with a caret below one of its columns.
struct SourceExcerpt {
  /// The longest line that is shown whole, in Unicode scalars.
  private static let maximumLength = 160
  private static let scalarsBeforeCaret = 80

  /// The two lines to print, safe for a terminal.
  let lines: [String]

  /// - Parameters:
  ///   - line: the line without its line break.
  ///   - column: where the caret goes, from 1, in Unicode scalars; past the end it goes right after the line.
  init(line: String, column: Int) {
    let scalars = Array(line.unicodeScalars)
    let position = min(max(column - 1, 0), scalars.count)
    let window = Self.window(around: position, count: scalars.count)
    var text = window.lowerBound > 0 ? "…" : ""
    var padding = window.lowerBound > 0 ? " " : ""
    for index in window {
      let shown = TerminalText.escaped(scalars[index], keepingTab: true)
      text += shown
      guard index < position else { continue }
      // A tab below a tab moves the caret as far as the tab moved the text, whatever the terminal's tab stops.
      padding += scalars[index] == "\t" ? "\t" : String(repeating: " ", count: TerminalText.width(of: shown))
    }
    if window.upperBound < scalars.count { text += "…" }
    lines = [text, padding + "^"]
  }

  private static func window(around position: Int, count: Int) -> Range<Int> {
    guard count > maximumLength else { return 0..<count }
    let start = min(max(0, position - scalarsBeforeCaret), count - maximumLength)
    return start..<(start + maximumLength)
  }
}
