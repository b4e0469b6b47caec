package import GatewayCore

extension RedisStore: IdTokenStore {
  private var idTokenOrder: RedisIndex { RedisIndex(key: keys.idTokens.key("order")) }

  package func idToken(_ id: String) async throws -> IdTokenRecord? {
    try await read { try await self.token(IdTokenRecord.key(id)) }
  }

  /// - Parameter key: the lower-case id.
  func token(_ key: String) async throws -> IdTokenRecord? {
    let hash = keys.idTokens.key("records")
    return try await client.send(RedisCommand("HGET", hash, key)).bytes.map { bytes in
      try RedisDocument.read(bytes, in: "\(hash), field '\(key)',")
    }
  }

  package func idTokens(after: String?, limit: Int) async throws -> [IdTokenRecord] {
    guard limit > 0 else { return [] }
    return try await read {
      try await self.page(limit: limit, after: after.map(IdTokenRecord.key)) { after, count in
        try await self.idTokenOrder.members(after: after, limit: count, self.client)
      } records: { members in
        let hash = self.keys.idTokens.key("records")
        let replies = try await self.client.values(members.map { RedisCommand("HGET", hash, $0) })
        return try replies.map { try $0.bytes.map { try RedisDocument.read($0, in: hash) } }
      }
    }
  }

  package func putIdTokens(_ tokens: [IdTokenRecord]) async throws {
    guard !tokens.isEmpty else { return }
    for start in stride(from: 0, to: tokens.count, by: 1000) {
      try await change(keys.idTokens) { unit in
        for token in tokens[start..<min(start + 1000, tokens.count)] {
          let key = IdTokenRecord.key(token.id)
          try unit.set("records", key, token)
          unit.write("ZADD", "order", [Array("0".utf8), Array(key.utf8)])
        }
        unit.write("HINCRBY", "counters", [Array("revision".utf8), Array("1".utf8)])
      }
    }
  }

  package func createIdToken(_ token: IdTokenRecord) async throws -> IdTokenRecord? {
    let key = IdTokenRecord.key(token.id)
    return try await change(keys.idTokens) { unit in
      if let present = try await unit.document("records", key, as: IdTokenRecord.self) { return present }
      try unit.set("records", key, token)
      unit.write("ZADD", "order", [Array("0".utf8), Array(key.utf8)])
      unit.write("HINCRBY", "counters", [Array("revision".utf8), Array("1".utf8)])
      return nil
    }
  }

  package func deleteIdToken(_ id: String) async throws -> Bool {
    let key = Array(IdTokenRecord.key(id).utf8)
    return try await change(keys.idTokens) { unit in
      guard try await unit.get("records", key) != nil else { return false }
      unit.remove("records", key)
      unit.write("ZREM", "order", [key])
      unit.write("HINCRBY", "counters", [Array("revision".utf8), Array("1".utf8)])
      return true
    }
  }

  package func idTokenRevision() async throws -> Int64 {
    try await read {
      try await self.client.send(RedisCommand("HGET", self.keys.idTokens.key("counters"), "revision")).integer ?? 0
    }
  }

  package func authorize(_ request: AuthorizationRequest) async throws -> AuthorizationDecision {
    try await read {
      let key = IdTokenRecord.key(request.token)
      var decision = try await self.decide(key, type: request.type, policy: request.policy, at: request.moment)
      if decision.status == .accepted, request.startsTransaction, !request.policy.allowsConcurrentTransactions,
        try await TokenUse(key, self).isInUse()
      {
        decision.status = .concurrentTransaction
      }
      return decision
    }
  }

  /// Decides by the token's and its parent's records alone.
  func decide(
    _ key: String,
    type: String?,
    policy: AuthorizationPolicy,
    at moment: Int64
  ) async throws -> AuthorizationDecision {
    let token = try await token(key)
    var parent: IdTokenRecord?
    if let id = token?.parent { parent = try await self.token(IdTokenRecord.key(id)) }
    let status = policy.status(of: token, parent: parent, type: type, isInTransaction: false, at: moment)
    return AuthorizationDecision(status: status, token: token)
  }
}
