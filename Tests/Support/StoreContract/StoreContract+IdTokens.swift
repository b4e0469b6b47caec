import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  static let idTokenChecks: [StoreCheck] = [
    StoreCheck("a token is found whatever the case of its letters, and is as it was entered") { store in
      let token = IdTokenRecord(
        id: "Tag-ÄB", type: "ISO14443", status: .blocked, expiryDate: "2030-01-01T00:00:00+01:00",
        expiresAt: 1_893_452_400_000, parent: "FLEET")
      try await store.putIdTokens([token])
      for id in ["Tag-ÄB", "TAG-ÄB", "tag-äb"] { #expect(try await store.idToken(id) == token) }
      #expect(try await store.idToken("tag-ab") == nil)
      #expect(try await store.idToken("") == nil)
    },
    StoreCheck("putting replaces, whatever the case of the letters") { store in
      #expect(try await store.idToken("tag") == nil)
      try await store.putIdTokens([IdTokenRecord(id: "TAG", status: .blocked, parent: "P")])
      try await store.putIdTokens([IdTokenRecord(id: "tag"), IdTokenRecord(id: "other")])
      #expect(try await store.idToken("Tag") == IdTokenRecord(id: "tag"))
      #expect(try await store.idTokens(after: nil, limit: 10).count == 2)
      try await store.putIdTokens([])
    },
    StoreCheck("of tokens put together the later one stays") { store in
      try await store.putIdTokens([IdTokenRecord(id: "A", status: .blocked), IdTokenRecord(id: "a")])
      #expect(try await store.idToken("A") == IdTokenRecord(id: "a"))
    },
    StoreCheck("deleting says whether there was one") { store in
      try await store.putIdTokens([IdTokenRecord(id: "TAG")])
      #expect(try await store.deleteIdToken("tag"))
      #expect(try await store.idToken("TAG") == nil)
      #expect(try await store.deleteIdToken("tag") == false)
      try await store.putIdTokens([IdTokenRecord(id: "TAG", status: .invalid)])
      #expect(try await store.idToken("TAG")?.status == .invalid)
    },
    StoreCheck("tokens are in the order of their lower-case ids, by pages") { store in
      try await store.putIdTokens(["b", "A", "c", "D", "É"].map { IdTokenRecord(id: $0) })
      var found: [String] = []
      while true {
        let page = try await store.idTokens(after: found.last, limit: 2)
        if page.isEmpty { break }
        #expect(page.count <= 2)
        found += page.map(\.id)
      }
      #expect(found == ["A", "b", "c", "D", "É"])
      #expect(try await store.idTokens(after: "B", limit: 1).map(\.id) == ["c"])
      #expect(try await store.idTokens(after: nil, limit: 0) == [])
      #expect(try await store.idTokens(after: nil, limit: -1) == [])
    },
  ]

  static let authorizationChecks: [StoreCheck] = [
    StoreCheck("authorize: unknown tokens by the policy") { store in
      let first = try await authorize("X", in: store, policy: Samples.rejecting)
      #expect(first == .invalid)
      #expect(try await authorize("X", in: store, policy: Samples.accepting) == .accepted)
      // Asked again, whatever the store remembers.
      #expect(try await authorize("X", in: store, policy: Samples.rejecting) == .invalid)
    },
    StoreCheck("authorize: status, expiry, type and parent") { store in
      try await store.putIdTokens([
        IdTokenRecord(id: "OK"), IdTokenRecord(id: "BLOCKED", status: .blocked),
        IdTokenRecord(id: "OLD", expiresAt: Samples.moment), IdTokenRecord(id: "FRESH", expiresAt: Samples.moment + 1),
        IdTokenRecord(id: "CARD", type: "ISO14443"), IdTokenRecord(id: "CHILD", parent: "blocked"),
        IdTokenRecord(id: "ORPHAN", parent: "nobody"),
      ])
      #expect(try await authorize("ok", in: store) == .accepted)
      #expect(try await authorize("Blocked", in: store) == .blocked)
      #expect(try await authorize("OLD", in: store) == .expired)
      #expect(try await authorize("FRESH", in: store) == .accepted)
      #expect(try await authorize("CARD", in: store, type: "ISO14443") == .accepted)
      #expect(try await authorize("CARD", in: store, type: "eMAID") == .invalid)
      #expect(try await authorize("CARD", in: store) == .accepted)
      #expect(try await authorize("CHILD", in: store) == .blocked)
      #expect(try await authorize("ORPHAN", in: store) == .accepted)
    },
    StoreCheck("authorize: the decision has the token's record") { store in
      let token = IdTokenRecord(id: "Tag", expiryDate: "2030-01-01T00:00:00Z", parent: "P")
      try await store.putIdTokens([token])
      let request = AuthorizationRequest(
        token: "TAG", type: nil, policy: Samples.rejecting, startsTransaction: false, moment: Samples.moment)
      #expect(try await store.authorize(request) == AuthorizationDecision(status: .accepted, token: token))
    },
    StoreCheck("authorize: a change of the token or its parent counts at once") { store in
      try await store.putIdTokens([IdTokenRecord(id: "TAG", parent: "P")])
      #expect(try await authorize("TAG", in: store) == .accepted)
      try await store.putIdTokens([IdTokenRecord(id: "p", status: .expired)])
      #expect(try await authorize("TAG", in: store) == .expired)
      try await store.putIdTokens([IdTokenRecord(id: "tag", status: .blocked)])
      #expect(try await authorize("TAG", in: store) == .blocked)
      _ = try await store.deleteIdToken("Tag")
      #expect(try await authorize("TAG", in: store, policy: Samples.rejecting) == .invalid)
    },
    StoreCheck("authorize: being in a transaction counts against a start only") { store in
      let id = try await store.startTransaction(Samples.start(idTag: "Tag")).transaction
      #expect(try await authorize("TAG", in: store, startsTransaction: true) == .concurrentTransaction)
      #expect(try await authorize("TAG", in: store, startsTransaction: false) == .accepted)
      let allowing = AuthorizationPolicy(acceptsUnknownTokens: true, allowsConcurrentTransactions: true)
      #expect(try await authorize("TAG", in: store, startsTransaction: true, policy: allowing) == .accepted)
      _ = try await store.stopTransaction(Samples.stop(id))
      #expect(try await authorize("TAG", in: store, startsTransaction: true) == .accepted)
    },
  ]

  private static func authorize(
    _ token: String, in store: any Store, type: String? = nil, startsTransaction: Bool = false,
    policy: AuthorizationPolicy = Samples.accepting
  ) async throws -> AuthorizationStatus {
    let request = AuthorizationRequest(
      token: token, type: type, policy: policy, startsTransaction: startsTransaction, moment: Samples.moment)
    return try await store.authorize(request).status
  }
}
