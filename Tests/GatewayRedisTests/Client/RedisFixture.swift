import GatewayRedis
import Logging
import NIOCore
import NIOPosix
import RedisServer

/// What the tests of the client share.
enum RedisFixture {
  /// Threads for all tests; never shut down.
  static let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)

  static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  static func configuration(_ server: RedisServer) -> RedisConfiguration {
    RedisConfiguration(address: .network(host: "127.0.0.1", port: server.port))
  }

  static func connect(_ configuration: RedisConfiguration) async throws -> RedisClient {
    try await RedisClient.connect(configuration, on: group.next(), logger: silent)
  }

  /// Tries until it goes well.
  static func eventually<Value>(
    within limit: Duration = .seconds(10),
    _ attempt: () async throws -> Value?
  ) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    while true {
      if let value = try? await attempt() { return value }
      if ContinuousClock.now > deadline, let value = try await attempt() { return value }
      guard ContinuousClock.now < deadline else { throw RedisServer.Failure(description: "not within \(limit)") }
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
