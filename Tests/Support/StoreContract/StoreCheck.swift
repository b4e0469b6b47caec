import GatewayCore
import Testing

/// One rule that every store must keep.
package struct StoreCheck: Sendable, CustomTestStringConvertible {
  /// The rule.
  package let rule: String
  private let body: @Sendable (StoreFixture) async throws -> Void

  init(_ rule: String, _ body: @escaping @Sendable (any Store) async throws -> Void) {
    self.rule = rule
    self.body = { fixture in
      let store = try await fixture.open()
      do {
        try await body(store)
      } catch {
        await store.close()
        throw error
      }
      await store.close()
    }
  }

  /// A rule about what is there after the store was closed and opened again.
  init(durable rule: String, _ body: @escaping @Sendable (StoreFixture) async throws -> Void) {
    self.rule = rule
    self.body = { fixture in
      if fixture.isDurable { try await body(fixture) }
    }
  }

  package var testDescription: String { rule }

  /// Records an issue wherever a store breaks the rule.
  package func run(on fixture: StoreFixture) async throws {
    try await body(fixture)
  }
}
