import GatewayCore
import Testing

extension StoreContract {
  static let pluginStateChecks: [StoreCheck] = [
    StoreCheck("plugin state: each plugin has its own keys, any bytes") { store in
      let key: [UInt8] = [0, 255, 39]
      #expect(try await store.pluginState(key, of: "a", at: 0) == nil)
      let versions = try await store.changePluginState([put(key, [0, 1, 0])], of: "a", at: 0)
      #expect(try await store.pluginState(key, of: "a", at: 0)?.value == [0, 1, 0])
      #expect(try await store.pluginState(key, of: "a", at: 0)?.version == versions?.first)
      #expect(try await store.pluginState(key, of: "b", at: 0) == nil)
      #expect(try await store.pluginState([0, 255], of: "a", at: 0) == nil)
      _ = try await store.changePluginState([put(key, [])], of: "a", at: 0)
      #expect(try await store.pluginState(key, of: "a", at: 0)?.value == [])
      #expect(try await store.changePluginState([], of: "a", at: 0) == [])
    },
    StoreCheck("plugin state: a version never comes back") { store in
      var seen: Set<UInt64> = [0]
      for value in [[1], [1], nil, [1]] as [[UInt8]?] {
        let versions = try #require(try await store.changePluginState([put([1], value)], of: "p", at: 0))
        #expect(seen.insert(try #require(versions.first)).inserted)
      }
    },
    StoreCheck("plugin state: what is expected is checked, and all or nothing is changed") { store in
      let first = try #require(try await store.changePluginState([put([1], [1], .absent)], of: "p", at: 0)?.first)
      #expect(try await store.changePluginState([put([1], [2], .absent)], of: "p", at: 0) == nil)
      #expect(
        try await store.changePluginState([put([2], [2]), put([1], [2], .version(first + 1))], of: "p", at: 0) == nil)
      #expect(try await store.pluginState([2], of: "p", at: 0) == nil)
      let both = try await store.changePluginState(
        [put([2], [2], .absent), put([1], [3], .version(first))], of: "p", at: 0)
      #expect(both?.count == 2)
      #expect(try await store.pluginState([1], of: "p", at: 0) == both.map { .init(value: [3], version: $0[1]) })
      #expect(try await store.changePluginState([put([1], nil, .version(first))], of: "p", at: 0) == nil)
      #expect(try await store.changePluginState([put([1], nil, .version(both?[1] ?? 0))], of: "p", at: 0) != nil)
      #expect(try await store.pluginState([1], of: "p", at: 0) == nil)
      #expect(try await store.changePluginState([put([1], [4], .version(both?[1] ?? 0))], of: "p", at: 0) == nil)
    },
    StoreCheck("plugin state: vanishes in time, and is absent then") { store in
      _ = try await store.changePluginState([put([1], [1], .absent, expiresAt: 100)], of: "p", at: 50)
      #expect(try await store.pluginState([1], of: "p", at: 99)?.value == [1])
      #expect(try await store.pluginState([1], of: "p", at: 100) == nil)
      #expect(try await store.changePluginState([put([1], [2], .absent)], of: "p", at: 99) == nil)
      #expect(try await store.changePluginState([put([1], [2], .absent)], of: "p", at: 100) != nil)
      #expect(try await store.pluginState([1], of: "p", at: .max)?.value == [2])
    },
    StoreCheck("plugin state: of changes at the same time that expect the same version, one succeeds") { store in
      _ = try await store.changePluginState([put([1], [0])], of: "p", at: 0)
      for _ in 0..<10 {
        let version = try #require(try await store.pluginState([1], of: "p", at: 0)?.version)
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
          for value in UInt8(1)...8 {
            group.addTask {
              try await store.changePluginState([put([1], [value], .version(version))], of: "p", at: 0) != nil
            }
          }
          return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
      }
    },
    StoreCheck(durable: "plugin state: is there after a restart") { fixture in
      var store = try await fixture.open()
      _ = try await store.changePluginState([put([1], [7])], of: "p", at: 0)
      await store.close()
      store = try await fixture.open()
      #expect(try await store.pluginState([1], of: "p", at: 0)?.value == [7])
      await store.close()
    },
  ]

  private static func put(
    _ key: [UInt8], _ value: [UInt8]?, _ expectation: PluginStateChange.Expectation = .anything,
    expiresAt: Int64? = nil
  ) -> PluginStateChange {
    PluginStateChange(key: key, value: value, expectation: expectation, expiresAt: expiresAt)
  }
}
