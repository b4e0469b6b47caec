package import GatewayCore

/// Makes the store that a check looks at; one fixture for each check.
package struct StoreFixture: Sendable {
  /// Whether what was written is there when the store is opened again.
  package let isDurable: Bool
  /// Opens the store: empty the first time, and as it was left when it was closed and is opened again.
  package let open: @Sendable () async throws -> any Store

  package init(isDurable: Bool, open: @escaping @Sendable () async throws -> any Store) {
    self.isDurable = isDurable
    self.open = open
  }
}
