import Glibc

extension JSONWriter {
  /// Writes a string, with the escapes that JSON needs.
  public mutating func string(_ value: String) {
    let span = value.utf8Span.span
    let length = span.count
    // Room for the quotes, the comma and a whole block beyond the end.
    reserve(length + 19)
    span.withUnsafeBufferPointer { source in
      buffer[count] = UInt8(ascii: "\"")
      count += 1
      if let start = source.baseAddress { content(start, length) }
      buffer[count] = UInt8(ascii: "\"")
      buffer[count + 1] = UInt8(ascii: ",")
      count += 2
    }
  }

  @inline(__always)
  private mutating func content(_ start: UnsafePointer<UInt8>, _ length: Int) {
    var position = 0
    while length - position >= 16 {
      let block = JSONBlock(start + position)
      memcpy(buffer + count, start + position, 16)
      let clean = block.prefixWithoutEscapes
      position += clean
      count += clean
      if clean < 16 { return escapedContent(start + position, length - position) }
    }
    while position < length {
      let byte = start[position]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        return escapedContent(start + position, length - position)
      }
      buffer[count] = byte
      count += 1
      position += 1
    }
  }

  /// Writes the rest of a string that needs escapes.
  @inline(never)
  private mutating func escapedContent(_ start: UnsafePointer<UInt8>, _ length: Int) {
    reserve(length * 6 + 19)
    for byte in UnsafeBufferPointer(start: start, count: length) {
      switch byte {
      case UInt8(ascii: "\""): escape(UInt8(ascii: "\""))
      case UInt8(ascii: "\\"): escape(UInt8(ascii: "\\"))
      case 0x08: escape(UInt8(ascii: "b"))
      case 0x0C: escape(UInt8(ascii: "f"))
      case 0x0A: escape(UInt8(ascii: "n"))
      case 0x0D: escape(UInt8(ascii: "r"))
      case 0x09: escape(UInt8(ascii: "t"))
      case 0..<0x20:
        verbatim("\\u00")
        let low = byte & 15
        buffer[count] = UInt8(ascii: "0") + (byte >> 4)
        buffer[count + 1] = low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + (low - 10)
        count += 2
      default:
        buffer[count] = byte
        count += 1
      }
    }
  }

  private mutating func escape(_ letter: UInt8) {
    buffer[count] = UInt8(ascii: "\\")
    buffer[count + 1] = letter
    count += 2
  }
}
