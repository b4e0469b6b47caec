import GatewayRedis
import RedisServer
import StoreContract
import Synchronization
import Testing

@Suite("Store contract on Redis")
struct RedisContractTests {
  private static let checks = StoreContract.checks

  /// Each check has keys of its own; all share one server.
  @Test(arguments: checks.indices)
  func contract(_ index: Int) async throws {
    let server = try await SharedServer.shared.server()
    let prefix = "contract-\(index)"
    try await Self.checks[index].run(
      on: StoreFixture(isDurable: true) {
        try await RedisStore.open(
          RedisFixture.connect(RedisFixture.configuration(server)), keys: RedisKeys(prefix: prefix))
      })
  }
}

/// A server for many tests.
actor SharedServer {
  static let shared = SharedServer()

  private var starting: Task<RedisServer, any Error>?

  func server() async throws -> RedisServer {
    if let starting { return try await starting.value }
    let task = Task { try await RedisServer.start() }
    starting = task
    return try await task.value
  }
}
