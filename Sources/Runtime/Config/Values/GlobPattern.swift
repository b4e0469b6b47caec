/// A pattern for names: `*` stands for any text, `?` for any one character, everything else for itself.
///
/// Comparison is by Unicode scalars and regards case.
package struct GlobPattern: Sendable, Hashable {
  /// The pattern as it was written.
  package let text: String

  private let scalars: [Unicode.Scalar]

  /// Takes any text: there is no wrong pattern.
  package init(_ text: String) {
    self.text = text
    var scalars: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars where scalar != "*" || scalars.last != "*" {
      scalars.append(scalar)
    }
    self.scalars = scalars
  }

  /// Whether the pattern matches any text, the empty one included.
  package var matchesEverything: Bool { scalars == ["*"] }

  /// Whether the whole of `name` matches.
  ///
  /// Of several stars only the last one passed is ever tried again. So the time is linear in the length of the name, and
  /// at worst that times the length of the pattern, whatever the pattern.
  package func matches(_ name: String) -> Bool {
    let name = name.unicodeScalars
    var position = name.startIndex
    var index = 0
    var star: (index: Int, position: String.Index)?
    while position < name.endIndex {
      if index < scalars.count, scalars[index] == "*" {
        star = (index, position)
        index += 1
      } else if index < scalars.count, scalars[index] == "?" || scalars[index] == name[position] {
        index += 1
        position = name.index(after: position)
      } else if let last = star {
        let next = name.index(after: last.position)
        star = (last.index, next)
        index = last.index + 1
        position = next
      } else {
        return false
      }
    }
    return index == scalars.count || (index == scalars.count - 1 && scalars[index] == "*")
  }
}

extension GlobPattern: CustomStringConvertible {
  /// The pattern as it was written.
  package var description: String { text }
}
