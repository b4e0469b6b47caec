/// Finds the name that somebody meant who wrote another.
enum Suggestion {
  /// Comparing takes time with the square of the length, and nobody mistypes a name this long.
  private static let maximumLength = 64

  /// The candidate nearest to `name`, if one is near.
  static func nearest(to name: String, among candidates: [String]) -> String? {
    guard name.unicodeScalars.count <= maximumLength else { return nil }
    let wanted = normalized(name)
    let tolerance = max(1, wanted.count / 3)
    return
      candidates
      .map { (candidate: $0, distance: distance(wanted, normalized($0))) }
      .filter { $0.distance <= tolerance && $0.distance < max($0.candidate.count, 2) }
      .min { $0.distance < $1.distance }?
      .candidate
  }

  /// `callTimeout`, `call-timeout` and `call_timeout` are the same word to whoever typed it.
  private static func normalized(_ name: String) -> [Character] {
    name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != "." }
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one into the other.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in 1...left.count {
      var current = [row]
      for column in 1...right.count {
        let isSame = left[row - 1] == right[column - 1]
        var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
        if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
          cost = min(cost, beforeLast[column - 2] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
