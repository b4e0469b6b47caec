/// Finds the JSON pointers of what stands at offsets.
///
/// Readers don't keep track of where they are; only a message with a violation pays for the look.
struct JSONPointerLocator {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var containers: [Container] = []
  private var position = 0

  /// - Parameter bytes: the text; it need not be well formed, and must outlive the locator.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// - Parameter offset: where a value begins, or where reading stopped; not less than the last one asked for.
  /// - Returns: the pointer of the innermost value that contains the offset (RFC 6901).
  mutating func pointer(to offset: Int) -> String {
    while position < min(offset, bytes.count) {
      switch bytes[position] {
      case UInt8(ascii: "{"): containers.append(.object(key: nil))
      case UInt8(ascii: "["): containers.append(.array(index: 0))
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = containers.popLast()
      case UInt8(ascii: ","):
        switch containers.popLast() {
        case .array(let index): containers.append(.array(index: index + 1))
        case .object: containers.append(.object(key: nil))
        case nil: break
        }
      case UInt8(ascii: "\""):
        let end = endOfString(from: position)
        // In a string brackets mean nothing.
        if end > offset { return pointer }
        if case .object(nil) = containers.last {
          containers[containers.count - 1] = .object(key: name(position..<end))
        }
        position = end
        continue
      default: break
      }
      position += 1
    }
    return pointer
  }

  private var pointer: String { containers.reduce(into: "") { $0 += $1.component } }

  private enum Container {
    case object(key: String?)
    case array(index: Int)

    var component: String {
      switch self {
      case .object(nil): return ""
      case .object(let key?):
        // RFC 6901 §3
        guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return "/" + key }
        let escaped = key.unicodeScalars.map { scalar -> String in
          scalar == "~" ? "~0" : scalar == "/" ? "~1" : String(scalar)
        }
        return "/" + escaped.joined()
      case .array(let index): return "/\(index)"
      }
    }
  }

  private func endOfString(from begin: Int) -> Int {
    var position = begin + 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position + 1, bytes.count)
  }

  private func name(_ range: Range<Int>) -> String {
    var reader = JSONReader(UnsafeBufferPointer(rebasing: bytes[range]), mode: .strict)
    return (try? reader.string()) ?? String(decoding: bytes[range].dropFirst().dropLast(), as: UTF8.self)
  }
}
