/// The bytes of a configuration file, with its lines.
package struct SourceText: Sendable {
  /// The file's name as the user gave it.
  package let name: String
  /// The content, without a leading byte order mark.
  package let bytes: [UInt8]

  private let lineStarts: [Int]

  /// Splits `bytes` into lines; the bytes may be anything, ``firstDefect()`` tells.
  package init(name: String, bytes: [UInt8]) {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    self.name = name
    self.bytes = content
    self.lineStarts = Self.lineStarts(of: content)
  }

  /// The text of a line, counted from 1, without its line break; `nil` past the end.
  ///
  /// Bytes that are not UTF-8 come out as U+FFFD.
  package func line(_ number: Int) -> String? {
    guard number >= 1, number <= lineStarts.count else { return nil }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] : bytes.count
    while end > start, let length = Self.lineBreakLength(endingAt: end, in: bytes), end - length >= start {
      end -= length
    }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// Whether a line holds nothing but white space, and so do all lines after it.
  func isBlank(fromLine line: Int) -> Bool {
    let rest = line <= lineStarts.count ? bytes[lineStarts[line - 1]...] : []
    return rest.allSatisfy { [0x09, 0x0A, 0x0D, 0x20].contains($0) }
  }

  /// The place of the byte at `offset`.
  package func location(ofByte offset: Int) -> SourceLocation {
    let line = max(lineStarts.partitioningIndex { $0 > offset }, 1)
    let before = String(decoding: bytes[lineStarts[line - 1]..<min(offset, bytes.count)], as: UTF8.self)
    return SourceLocation(file: name, line: line, column: before.unicodeScalars.count + 1)
  }
}

extension SourceText {
  /// Line breaks are those of libyaml (YAML 1.1 §4.2), or its line numbers would not be ours.
  private static func lineStarts(of bytes: [UInt8]) -> [Int] {
    var starts = [0]
    var index = 0
    while index < bytes.count {
      let length = lineBreakLength(startingAt: index, in: bytes)
      index += max(length, 1)
      if length > 0 { starts.append(index) }
    }
    return starts
  }

  private static func lineBreakLength(startingAt index: Int, in bytes: [UInt8]) -> Int {
    let rest = bytes[index...].prefix(3)
    switch bytes[index] {
    case 0x0A: return 1
    case 0x0D: return rest.starts(with: [0x0D, 0x0A]) ? 2 : 1
    case 0xC2: return rest.starts(with: [0xC2, 0x85]) ? 2 : 0
    case 0xE2: return rest.elementsEqual([0xE2, 0x80, 0xA8]) || rest.elementsEqual([0xE2, 0x80, 0xA9]) ? 3 : 0
    default: return 0
    }
  }

  private static func lineBreakLength(endingAt end: Int, in bytes: [UInt8]) -> Int? {
    for length in 1...3 where end >= length && lineBreakLength(startingAt: end - length, in: bytes) == length {
      return length
    }
    return nil
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
