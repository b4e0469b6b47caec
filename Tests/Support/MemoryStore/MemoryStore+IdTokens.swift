package import GatewayCore

extension MemoryStore {
  package func idToken(_ id: String) async throws -> IdTokenRecord? {
    try perform { $0.tokens[IdTokenRecord.key(id)] }
  }

  package func idTokens(after: String?, limit: Int) async throws -> [IdTokenRecord] {
    try perform { state in
      let rest = state.tokens.filter { key, _ in after.map { IdTokenRecord.key($0) < key } ?? true }
      return Array(rest.sorted { $0.key < $1.key }.map(\.value).prefix(limit))
    }
  }

  package func putIdTokens(_ tokens: [IdTokenRecord]) async throws {
    try perform { state in
      for token in tokens { state.tokens[IdTokenRecord.key(token.id)] = token }
    }
  }

  package func deleteIdToken(_ id: String) async throws -> Bool {
    try perform { $0.tokens.removeValue(forKey: IdTokenRecord.key(id)) != nil }
  }

  package func authorize(_ request: AuthorizationRequest) async throws -> AuthorizationDecision {
    try perform { $0.decide(request) }
  }
}
