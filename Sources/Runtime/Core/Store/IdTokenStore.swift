/// Where id tokens are kept (idTags in 1.6), and the judgement on them. See ``Store`` for what holds for all methods.
package protocol IdTokenStore: Sendable {
  /// An id token; letters' case doesn't matter (`CiString`, OCPP 1.6 §7.28).
  func idToken(_ id: String) async throws -> IdTokenRecord?

  /// Id tokens in the order of their lower-case ids.
  func idTokens(after: String?, limit: Int) async throws -> [IdTokenRecord]

  /// Creates or replaces id tokens.
  func putIdTokens(_ tokens: [IdTokenRecord]) async throws

  /// Creates an id token.
  ///
  /// - Returns: the one that has the id already; then nothing has changed.
  func createIdToken(_ token: IdTokenRecord) async throws -> IdTokenRecord?

  /// Deletes an id token.
  ///
  /// - Returns: whether there was one.
  func deleteIdToken(_ id: String) async throws -> Bool

  /// Answers whether a token may charge, by the policy, with the token's own and its parent's record and whether it is
  /// in an active transaction.
  func authorize(_ request: AuthorizationRequest) async throws -> AuthorizationDecision
}
