extension String {
  /// The text of a peer, made harmless for a line of a log or a terminal: no control characters, not endless.
  package var escapedForPeople: String { escapedForPeople(limit: 256) }

  /// - Parameter limit: the most code points that are kept.
  package func escapedForPeople(limit: Int) -> String {
    if utf8.count <= limit, utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
    var result = ""
    for scalar in unicodeScalars.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return unicodeScalars.count > limit ? result + "…" : result
  }
}
