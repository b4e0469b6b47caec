/// Finds names that somebody may have meant.
package enum NearNames {
  /// - Returns: the nearest of the names, at most three, the nearest first; none that is far off.
  package static func of(_ name: String, in names: [String]) -> [String] {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(64))
    let ranked = names.map { candidate -> (name: String, distance: Int) in
      let letters = Array(candidate.lowercased().unicodeScalars)
      // A part of a long name is near it however much is missing.
      if wanted.count >= 4, contains(letters, wanted) { return (candidate, 1) }
      return (candidate, distance(wanted, letters))
    }
    return
      ranked
      .filter { $0.distance <= max(2, wanted.count / 3) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .prefix(3).map(\.name)
  }

  private static func contains(_ text: [Unicode.Scalar], _ part: [Unicode.Scalar]) -> Bool {
    guard text.count >= part.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0..<($0 + part.count)].elementsEqual(part) }
  }

  /// How many letters must be put in, left out or changed (Levenshtein's distance).
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var previous = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        let change = previous[column] + (letter == other ? 0 : 1)
        current.append(min(change, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[right.count]
  }
}
