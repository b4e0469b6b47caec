/// A URL that a station is told to fetch a file from, or to put one to, taken apart (RFC 3986 §3).
///
/// Strict: what two programs may read differently is refused, so that the host that is checked is the host that a station
/// connects to.
struct FileLocation: Sendable, Hashable {
  /// Why a text is no such URL.
  struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    /// Continues "the location".
    let description: String
  }

  /// In small letters.
  let scheme: String
  /// What stands before the `@`, which only FTP has (OCPP 1.6 §8).
  let userInfo: String?
  /// In small letters; an IPv6 address is in brackets.
  let host: String
  /// Nil: the scheme's own.
  let port: Int?
  /// Begins with a slash; percent-encoded as it was.
  let path: String

  init(_ text: String) throws(Problem) {
    let bytes = Array(text.utf8)
    guard bytes.allSatisfy(Self.isAllowed) else {
      throw Problem(description: "has a character that a URL must not have")
    }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[(colon + 1)...].starts(with: "//".utf8) else {
      throw Problem(description: "must be a URL such as https://host/path")
    }
    scheme = Self.text(bytes[..<colon]).lowercased()
    guard scheme.utf8.first.map(Self.isLetter) ?? false, scheme.utf8.allSatisfy({ Self.isNameByte($0) || $0 == 0x2B })
    else { throw Problem(description: "has no scheme such as https") }
    var rest = bytes[(colon + 3)...]
    if let hash = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<hash] }
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) { rest = rest[..<mark] }
    let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    (userInfo, host, port) = try Self.authority(rest[..<slash])
    if userInfo != nil, !["ftp", "ftps", "sftp"].contains(scheme) {
      throw Problem(description: "must not have a user name before the host: only FTP has")
    }
    path = slash == rest.endIndex ? "/" : Self.text(rest[slash...])
    try Self.check(path: rest[slash...])
  }

  private static func authority(
    _ bytes: ArraySlice<UInt8>
  ) throws(Problem) -> (userInfo: String?, host: String, port: Int?) {
    var rest = bytes
    var userInfo: String?
    if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
      userInfo = text(rest[..<at])
      rest = rest[(at + 1)...]
      // Whether the first or the last one counts, programs don't agree on.
      guard !rest.contains(UInt8(ascii: "@")) else { throw Problem(description: "has more than one @") }
    }
    var end = rest.lastIndex(of: UInt8(ascii: ":")) ?? rest.endIndex
    if rest.first == UInt8(ascii: "[") {
      guard let close = rest.firstIndex(of: UInt8(ascii: "]")) else {
        throw Problem(description: "has a bracket without an end")
      }
      guard rest[(rest.startIndex + 1)..<close].allSatisfy({ isHexadecimal($0) || $0 == 0x3A || $0 == 0x2E }) else {
        throw Problem(description: "has no IPv6 address in its brackets")
      }
      end = close + 1
    } else if !rest[..<end].allSatisfy(isNameByte) || rest[..<end].isEmpty {
      throw Problem(description: "has no host that can be read for sure")
    }
    guard end < rest.endIndex else { return (userInfo, text(rest).lowercased(), nil) }
    guard rest[end] == UInt8(ascii: ":"), let port = Int(text(rest[(end + 1)...])), (1...65_535).contains(port) else {
      throw Problem(description: "has no port from 1 to 65535 after its host")
    }
    return (userInfo, text(rest[..<end]).lowercased(), port)
  }

  /// Refuses what would lead out of the folder that a prefix names.
  private static func check(path: ArraySlice<UInt8>) throws(Problem) {
    for segment in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true) {
      guard let decoded = decode(segment) else { throw Problem(description: "has a broken percent encoding") }
      guard decoded != Array(".".utf8), decoded != Array("..".utf8) else {
        throw Problem(description: "must not have . or .. in its path")
      }
      guard decoded.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 0x2F && $0 != 0x5C }) else {
        throw Problem(description: "has an encoded slash, backslash or control character in its path")
      }
    }
  }

  private static func decode(_ segment: ArraySlice<UInt8>) -> [UInt8]? {
    var decoded: [UInt8] = []
    var rest = segment
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        decoded.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(text(rest.prefix(2)), radix: 16),
        rest.prefix(2).allSatisfy(isHexadecimal)
      else { return nil }
      decoded.append(value)
      rest = rest.dropFirst(2)
    }
    return decoded
  }

  /// The port that is connected to; nil for a scheme that has none of its own.
  var effectivePort: Int? { port ?? Self.ports[scheme] }

  private static let ports = ["ftp": 21, "ftps": 990, "http": 80, "https": 443, "sftp": 22]

  private static func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !"\"<>\\^`{|}".utf8.contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || (0x30...0x39).contains(byte) || "-._".utf8.contains(byte)
  }
}

extension FileLocation {
  /// A location as it may stand in a log: without a password.
  static func shown(_ text: String) -> String {
    guard let location = try? FileLocation(text), location.userInfo != nil else { return text }
    let port = location.port.map { ":\($0)" } ?? ""
    return "\(location.scheme)://…@\(location.host)\(port)\(location.path)"
  }
}
