/// A part of the configuration file that no message may show.
struct HiddenText {
  static let replacement = "<redacted>"

  let firstLine: Int
  /// The column of the first line where the text begins, from 1.
  let column: Int
  let lastLine: Int

  /// A line of the file without what is hidden.
  static func removing(_ hidden: [HiddenText], from line: String, number: Int) -> String {
    for text in hidden where (text.firstLine...max(text.firstLine, text.lastLine)).contains(number) {
      let shown = number == text.firstLine ? text.column - 1 : 0
      return String(String.UnicodeScalarView(line.unicodeScalars.prefix(shown))) + replacement
    }
    return removingSuspect(from: line)
  }

  private static let suspectWords = ["password", "passphrase", "secret", "credential", "api_key", "access_token"]

  /// Judges by the names of keys alone: after a syntax error nobody has read the keys.
  private static func removingSuspect(from line: String) -> String {
    let scalars = Array(line.unicodeScalars)
    // Scalar by scalar, so that positions stay the same.
    let lowered = scalars.map { $0.isASCII ? $0.properties.lowercaseMapping.unicodeScalars.first ?? $0 : $0 }
    let ends = suspectWords.compactMap { endOfKey(containing: Array($0.unicodeScalars), in: lowered) }
    guard let end = ends.min(), scalars[end...].contains(where: { !$0.properties.isWhitespace }) else { return line }
    return String(String.UnicodeScalarView(scalars[..<end])) + " " + replacement
  }

  /// The position behind the colon of the first key in which `word` occurs.
  private static func endOfKey(containing word: [Unicode.Scalar], in line: [Unicode.Scalar]) -> Int? {
    for match in line.ranges(of: word) {
      let rest = line[match.upperBound...].prefix { $0 == "_" || $0 == "-" || $0.properties.isAlphabetic }
      // What ends in _file names a file.
      if rest.ends(with: "_file".unicodeScalars) { continue }
      let behind = line[rest.endIndex...].drop { $0 == "\"" || $0 == "'" || $0 == " " }
      if behind.first == ":" { return behind.startIndex + 1 }
    }
    return nil
  }
}

extension Collection where Element: Equatable {
  fileprivate func ends(with other: some BidirectionalCollection<Element>) -> Bool {
    suffix(other.count).elementsEqual(other)
  }
}
