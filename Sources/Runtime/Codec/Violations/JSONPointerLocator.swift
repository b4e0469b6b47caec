/// Finds the JSON pointer of what stands at an offset.
///
/// Readers don't keep track of where they are; only a message with a violation pays for the look.
enum JSONPointerLocator {
  /// - Parameters:
  ///   - offset: where a value begins, or where reading stopped.
  ///   - bytes: the text; it need not be well formed.
  /// - Returns: the pointer of the innermost value that contains the offset (RFC 6901).
  static func pointer(to offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> String {
    var containers: [Container] = []
    var position = 0
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
        let begin = position
        position = endOfString(from: begin, in: bytes)
        // A value that is a string begins at the offset, and so is never passed; what is passed may be a key.
        if case .object(nil) = containers.last, position <= offset {
          containers[containers.count - 1] = .object(key: name(begin..<position, in: bytes))
        }
        continue
      default: break
      }
      position += 1
    }
    return containers.map(\.component).joined()
  }

  private enum Container {
    case object(key: String?)
    case array(index: Int)

    var component: String {
      switch self {
      case .object(nil): return ""
      case .object(let key?):
        // RFC 6901 §3
        let escaped = key.unicodeScalars.map { scalar -> String in
          scalar == "~" ? "~0" : scalar == "/" ? "~1" : String(scalar)
        }
        return "/" + escaped.joined()
      case .array(let index): return "/\(index)"
      }
    }
  }

  private static func endOfString(from begin: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var position = begin + 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position + 1, bytes.count)
  }

  private static func name(_ range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> String {
    var reader = JSONReader(UnsafeBufferPointer(rebasing: bytes[range]), mode: .strict)
    return (try? reader.string()) ?? String(decoding: bytes[range].dropFirst().dropLast(), as: UTF8.self)
  }
}
