/// The bytes that a JSON string stands for, be they text or not.
///
/// Bytes that aren't UTF-8 pass as they are. Half a surrogate pair, which no UTF-8 can express, becomes the three bytes
/// that UTF-8 would have if it allowed that; either is for the reader of the bytes to refuse.
package struct EscapedBytes {
  private let bytes: UnsafeBufferPointer<UInt8>

  /// Where reading stands: behind the closing quote, when it succeeded.
  package private(set) var position: Int

  /// - Parameters:
  ///   - bytes: the text around the string.
  ///   - position: where its opening quote should be.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// - Returns: nil when it is no string.
  package mutating func read() -> [UInt8]? {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
    position += 1
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count - position)
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return result
      case UInt8(ascii: "\\"):
        guard escape(&result) else { return nil }
      case 0..<0x20: return nil
      default: plain(&result)
      }
    }
    return nil
  }

  private mutating func plain(_ result: inout [UInt8]) {
    let begin = position
    repeat {
      position += 1
    } while position < bytes.count && bytes[position] >= 0x20
      && bytes[position] != UInt8(ascii: "\"") && bytes[position] != UInt8(ascii: "\\")
    result.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[begin..<position]))
  }

  private mutating func escape(_ result: inout [UInt8]) -> Bool {
    if position + 1 < bytes.count, let simple = JSONEscape.byte(bytes[position + 1]) {
      result.append(simple)
      position += 2
      return true
    }
    guard let unit = JSONEscape.codeUnit(in: bytes, at: position) else { return false }
    position += 6
    var value = UInt32(unit)
    if 0xD800..<0xDC00 ~= unit, let low = JSONEscape.codeUnit(in: bytes, at: position), 0xDC00...0xDFFF ~= low {
      position += 6
      value = 0x10000 + (UInt32(unit - 0xD800) << 10 | UInt32(low - 0xDC00))
    }
    Self.append(value, to: &result)
    return true
  }

  private static func append(_ value: UInt32, to result: inout [UInt8]) {
    func continuation(_ shift: UInt32) -> UInt8 { UInt8(0x80 | value >> shift & 0x3F) }
    switch value {
    case ..<0x80: result.append(UInt8(value))
    case ..<0x800: result += [UInt8(0xC0 | value >> 6), continuation(0)]
    case ..<0x10000: result += [UInt8(0xE0 | value >> 12), continuation(6), continuation(0)]
    default: result += [UInt8(0xF0 | value >> 18), continuation(12), continuation(6), continuation(0)]
    }
  }
}
