import GatewayCore

/// All keys of a gateway, found by looking at every key of the server: for what takes or removes everything anyhow.
///
/// Keys that are there from the beginning to the end are found.
struct RedisKeyspace {
  /// What a key of the business state belongs to.
  struct Place: Hashable {
    /// The slot's tag.
    var tag: String
    var name: String
  }

  let client: RedisClient
  let keys: RedisKeys

  /// Hands over the keys, many at once; one may come twice.
  func forEachPage(_ body: ([String]) async throws -> Void) async throws {
    let pattern = keys.prefix.map { "*?[]\\^-".contains($0) ? "\\\($0)" : String($0) }.joined() + ":*"
    var cursor = "0"
    repeat {
      let reply = try await client.send(RedisCommand("SCAN", cursor, "MATCH", pattern, "COUNT", 1000)).array ?? []
      guard reply.count == 2, let next = reply[0].text else { return }
      try await body(reply[1].texts)
      cursor = next
    } while cursor != "0"
  }

  /// The places of the business state and of what is beside it in slots of stations.
  func places() async throws -> Set<Place> {
    var places: Set<Place> = []
    try await forEachPage { names in places.formUnion(names.compactMap(place)) }
    return places
  }

  /// The station of a slot; nil for other slots.
  func station(_ tag: String) -> StationID? {
    let beginning = "\(keys.prefix):responses:"
    guard tag.hasPrefix(beginning) else { return nil }
    return StationID(String(tag.dropFirst(beginning.count)), maximumLength: .max)
  }

  private func place(_ key: String) -> Place? {
    let beginning = "\(keys.prefix):state:{"
    guard key.hasPrefix(beginning) else { return nil }
    let rest = key.dropFirst(beginning.count)
    guard let end = rest.firstRange(of: "}:") else { return nil }
    return Place(tag: String(rest[..<end.lowerBound]), name: String(rest[end.upperBound...]))
  }
}
