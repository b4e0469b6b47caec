/// A part of the configuration file that no message may show.
struct HiddenText {
  static let replacement = "<redacted>"

  let firstLine: Int
  /// The column of the first line where the text begins, from 1.
  let column: Int
  let lastLine: Int

  /// A line of the file, counted from 1, without what is hidden; `nil` past the end and for very long lines.
  static func line(_ number: Int, of source: SourceText, without hidden: [HiddenText]) -> String? {
    guard let line = source.line(number, limit: SourceText.longestShownLine) else { return nil }
    for text in hidden where (text.firstLine...max(text.firstLine, text.lastLine)).contains(number) {
      let shown = number == text.firstLine ? text.column - 1 : 0
      return String(String.UnicodeScalarView(line.unicodeScalars.prefix(shown))) + replacement
    }
    return isBelowSuspect(line, number: number, in: source) ? replacement : removingSuspect(from: line)
  }

  /// How far up the key of a value is looked for.
  private static let maximumLinesBefore = 500
  private static let suspectWords = ["password", "passphrase", "secret", "credential", "api_key", "access_token"]

  /// Judges by the names of keys alone: after a syntax error nobody has read the keys.
  private static func removingSuspect(from line: String) -> String {
    let scalars = Array(line.unicodeScalars)
    guard let end = endOfSuspectKey(in: scalars), scalars[end...].contains(where: { !$0.properties.isWhitespace })
    else { return line }
    return String(String.UnicodeScalarView(scalars[..<end])) + " " + replacement
  }

  /// Whether the line belongs to the value of a key of the lines before, by its indentation, and that key is suspect.
  private static func isBelowSuspect(_ line: String, number: Int, in source: SourceText) -> Bool {
    let indentation = indentation(of: line)
    for number in ((number - maximumLinesBefore)..<number).reversed() {
      guard let previous = source.line(number, limit: SourceText.longestShownLine) else { return false }
      if previous.contains(where: { $0 != " " }), Self.indentation(of: previous) < indentation {
        return endOfSuspectKey(in: Array(previous.unicodeScalars)) != nil
      }
    }
    return false
  }

  private static func indentation(of line: String) -> Int { line.prefix { $0 == " " }.count }

  /// The position behind the colon of the first suspect key.
  private static func endOfSuspectKey(in line: [Unicode.Scalar]) -> Int? {
    // Scalar by scalar, so that positions stay the same.
    let lowered = line.map { ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8(ascii: $0) + 32) : $0 }
    return suspectWords.compactMap { endOfKey(containing: Array($0.unicodeScalars), in: lowered) }.min()
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
