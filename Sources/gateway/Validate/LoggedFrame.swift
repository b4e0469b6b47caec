import OCPPCodec

/// A frame in a line of a log, whatever stands around it.
struct LoggedFrame {
  /// Where the frame is.
  let range: Range<Int>
  /// The time at the beginning of the line, in milliseconds since the epoch; nil when there is none in RFC 3339.
  let at: Int64?

  /// - Parameter line: the line.
  /// - Returns: nil when there is no frame in it.
  init?(_ line: UnsafeBufferPointer<UInt8>) {
    guard let begin = Self.begin(line), let end = line.lastIndex(of: UInt8(ascii: "]")), end > begin else { return nil }
    range = begin..<end + 1
    let first = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: "[") }.prefix(40)
      .prefix { $0 > 0x20 && $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: ",") }
    at = DateTime(rfc3339: String(decoding: first, as: UTF8.self))?.millisecondsSinceEpoch
  }

  /// Where `[2,"`, `[3,"` or `[4,"` stands, white space allowed.
  private static func begin(_ line: UnsafeBufferPointer<UInt8>) -> Int? {
    var position = 0
    while let bracket = line[position...].firstIndex(of: UInt8(ascii: "[")) {
      var place = bracket + 1
      func skip() { while place < line.count, line[place] == 0x20 { place += 1 } }
      skip()
      if place < line.count, UInt8(ascii: "2")...UInt8(ascii: "4") ~= line[place] {
        place += 1
        skip()
        if place < line.count, line[place] == UInt8(ascii: ",") { return bracket }
      }
      position = bracket + 1
    }
    return nil
  }
}
