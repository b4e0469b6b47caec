/// The bytes of a configuration file, with its lines.
package struct SourceText: Sendable {
  /// The longest line that messages show, in bytes. Longer ones were not written by hand.
  static let longestShownLine = 10_000

  /// The file's name as the user gave it.
  package let name: String
  /// The content, without a leading byte order mark.
  package let bytes: [UInt8]

  /// Where each line is in ``bytes``, without its line break.
  private let lines: [Range<Int>]

  /// Splits `bytes` into lines; the bytes may be anything, ``firstDefect()`` tells.
  package init(name: String, bytes: [UInt8]) {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    self.name = name
    self.bytes = content
    self.lines = Self.lines(of: content)
  }

  /// The text of a line, counted from 1, without its line break; `nil` past the end.
  ///
  /// Bytes that are not UTF-8 come out as U+FFFD.
  ///
  /// - Parameter limit: a line of more bytes is `nil` too.
  package func line(_ number: Int, limit: Int = .max) -> String? {
    guard number >= 1, number <= lines.count, lines[number - 1].count <= limit else { return nil }
    return String(decoding: bytes[lines[number - 1]], as: UTF8.self)
  }

  /// Whether a line holds nothing but white space, and so do all lines after it.
  func isBlank(fromLine line: Int) -> Bool {
    let rest = line <= lines.count ? bytes[lines[line - 1].lowerBound...] : []
    return rest.allSatisfy { [0x09, 0x0A, 0x0D, 0x20].contains($0) }
  }

  /// The place of the byte at `offset`.
  package func location(ofByte offset: Int) -> SourceLocation {
    let line = max(lines.partitioningIndex { $0.lowerBound > offset }, 1)
    let before = String(decoding: bytes[lines[line - 1].lowerBound..<min(offset, bytes.count)], as: UTF8.self)
    return SourceLocation(file: name, line: line, column: before.unicodeScalars.count + 1)
  }
}

extension SourceText {
  /// Line breaks are those of libyaml (YAML 1.1 §4.2), or its line numbers would not be ours.
  private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      let length = lineBreakLength(at: index, in: bytes)
      if length > 0 {
        lines.append(start..<index)
        start = index + length
      }
      index += max(length, 1)
    }
    lines.append(start..<bytes.count)
    return lines
  }

  private static func lineBreakLength(at index: Int, in bytes: [UInt8]) -> Int {
    let rest = bytes[(index + 1)...]
    return switch bytes[index] {
    case 0x0A: 1
    case 0x0D: rest.first == 0x0A ? 2 : 1
    case 0xC2: rest.first == 0x85 ? 2 : 0
    case 0xE2: rest.starts(with: [0x80, 0xA8]) || rest.starts(with: [0x80, 0xA9]) ? 3 : 0
    default: 0
    }
  }
}

extension Array {
  /// The first index whose element satisfies `predicate`, for elements of which none satisfies it before one that does.
  fileprivate func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
