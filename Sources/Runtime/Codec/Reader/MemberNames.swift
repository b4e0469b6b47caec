import Glibc

/// The member names seen in one object, to find a name that comes twice.
struct MemberNames {
  private var tokens: [JSONToken] = []
  private var set: Set<[UInt8]> = []

  /// - Returns: whether the name is new; names are the same when their bytes are.
  mutating func insert(_ token: JSONToken) -> Bool {
    // Most objects are small. In a large one, comparing each with each would be an attacker's gift.
    if set.isEmpty {
      if tokens.contains(where: { $0.count == token.count && memcmp($0.start, token.start, token.count) == 0 }) {
        return false
      }
      tokens.append(token)
      if tokens.count > 16 { set = Set(tokens.map(Self.bytes)) }
      return true
    }
    return set.insert(Self.bytes(token)).inserted
  }

  private static func bytes(_ token: JSONToken) -> [UInt8] {
    Array(UnsafeBufferPointer(start: token.start, count: token.count))
  }
}
