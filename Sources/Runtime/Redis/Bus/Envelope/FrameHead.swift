import OCPPCodec

/// The beginning of an OCPP-J frame: what routing needs, read without the rest.
struct FrameHead: Equatable {
  /// 2 CALL, 3 CALLRESULT, 4 CALLERROR
  let type: Int
  let id: String
  /// Of a CALL.
  let action: String?

  /// Whether it answers a CALL.
  var isAnswer: Bool { type == 3 || type == 4 }

  /// - Returns: nil when it begins as no frame does.
  init?(_ bytes: some Collection<UInt8>) {
    var scanner = Scanner(bytes)
    guard scanner.take(UInt8(ascii: "[")), let digit = scanner.next(), (0x30...0x39).contains(digit),
      scanner.take(UInt8(ascii: ",")), let id = scanner.string()
    else { return nil }
    type = Int(digit - 0x30)
    self.id = id
    action = type == 2 && scanner.take(UInt8(ascii: ",")) ? scanner.string() : nil
  }

  private struct Scanner<Bytes: Collection<UInt8>> {
    private let bytes: Bytes
    private var index: Bytes.Index

    init(_ bytes: Bytes) {
      self.bytes = bytes
      index = bytes.startIndex
    }

    /// The next byte that is no white space.
    mutating func next() -> UInt8? {
      while index < bytes.endIndex {
        let byte = bytes[index]
        index = bytes.index(after: index)
        if byte > 0x20 { return byte }
      }
      return nil
    }

    mutating func take(_ expected: UInt8) -> Bool { next() == expected }

    mutating func string() -> String? {
      guard next() == UInt8(ascii: "\"") else { return nil }
      var text: [UInt8] = []
      var hasEscapes = false
      while index < bytes.endIndex {
        let byte = bytes[index]
        index = bytes.index(after: index)
        if byte == UInt8(ascii: "\"") { return Self.decoded(text, hasEscapes) }
        text.append(byte)
        guard byte == UInt8(ascii: "\\"), index < bytes.endIndex else { continue }
        hasEscapes = true
        text.append(bytes[index])
        index = bytes.index(after: index)
      }
      return nil
    }

    private static func decoded(_ text: [UInt8], _ hasEscapes: Bool) -> String? {
      let plain = String(decoding: text, as: UTF8.self)
      return hasEscapes ? (try? JSONValue(parsing: "\"\(plain)\""))?.string : plain
    }
  }
}
