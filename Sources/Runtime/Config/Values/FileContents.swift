#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reading small files whole.
enum FileContents {
  /// Why a file could not be read, continuing the file's name.
  struct Problem: Error {
    let message: String
    let hint: String?
  }

  /// The bytes of the file at `path`.
  ///
  /// - Throws: ``Problem`` when it can't be read or holds more than `limit` bytes.
  static func read(_ path: String, limit: Int) throws(Problem) -> [UInt8] {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw Problem(message: "is not a file name", hint: nil) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw problem(errno) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { bytes in
        #if canImport(Glibc)
          Glibc.read(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
          Musl.read(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Darwin)
          Darwin.read(descriptor, bytes.baseAddress, bytes.count)
        #endif
      }
      if count < 0 {
        guard errno == EINTR else { throw problem(errno) }
        continue
      }
      guard count > 0 else { return content }
      content += chunk[..<count]
      guard content.count <= limit else {
        throw Problem(message: "is larger than \(ByteCountText.format(limit))", hint: nil)
      }
    }
  }

  private static func problem(_ code: Int32) -> Problem {
    switch code {
    case ENOENT: Problem(message: "does not exist", hint: nil)
    case EISDIR: Problem(message: "is a folder, not a file", hint: nil)
    case EACCES: Problem(message: "may not be read", hint: "give the user that runs the gateway permission to read it")
    default: Problem(message: "cannot be read: \(String(cString: strerror(code)))", hint: nil)
    }
  }
}
