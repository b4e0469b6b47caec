/// How large a node is, with its aliases expanded.
struct YAMLExtent {
  /// The number of nodes, itself included.
  private(set) var count = 1
  /// The number of levels of lists and mappings, itself included; 0 for text.
  private(set) var height = 0
  /// The line on which it ends, from 1.
  var lastLine: Int

  init(lastLine: Int) {
    self.lastLine = lastLine
  }

  /// Adds a node inside this one.
  mutating func include(_ inner: YAMLExtent) {
    count += inner.count
    height = max(height, inner.height)
    lastLine = max(lastLine, inner.lastLine)
  }

  /// Ends a list or a mapping; a closing bracket comes after all that is inside.
  mutating func close(lastLine: Int?) {
    height += 1
    self.lastLine = lastLine ?? self.lastLine
  }
}
