/// A place in a configuration file, counted the way editors count.
package struct SourceLocation: Sendable, Hashable {
  /// The file's name as the user gave it.
  package let file: String
  /// The line, from 1.
  package let line: Int
  /// The column, from 1, in Unicode scalars.
  package let column: Int

  /// Creates a location from a line and a column that both count from 1.
  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}

extension SourceLocation: CustomStringConvertible {
  /// `file:line:column`, which editors and terminals turn into a link.
  package var description: String { "\(TerminalText.escaped(file)):\(line):\(column)" }
}

extension SourceLocation: Comparable {
  /// Orders the places of one file from its top to its bottom.
  package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}
