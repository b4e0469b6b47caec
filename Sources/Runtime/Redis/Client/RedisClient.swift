package import GatewayCore
package import Logging
package import NIOCore
import Synchronization

/// A connection to Redis that is made anew when it breaks; all callers share it.
///
/// Commands are sent as they come, without waiting for earlier ones' replies, and those that come together leave
/// together. One that was sent when the connection breaks fails: nobody knows whether it was done, so callers send only
/// what may be done twice. One that comes while there is no connection waits for the attempt under way, or fails.
package final class RedisClient: Sendable {
  package let configuration: RedisConfiguration
  let eventLoop: any EventLoop
  private let link: NIOLoopBound<RedisLink>
  private let intake = Mutex(Intake())
  let scripts = Mutex<[String: String]>([:])

  private struct Intake: Sendable {
    var submissions: [Submission] = []
    var isScheduled = false
    var isClosed = false
    /// Of all that isn't answered.
    var commands = 0
    var bytes = 0
  }

  /// Commands on their way.
  struct Submission: Sendable {
    let commands: [RedisCommand]
    let timeout: TimeAmount?
    let completion: @Sendable (Result<[RESPValue], StoreError>) -> Void
  }

  private init(_ configuration: RedisConfiguration, link: RedisLink) {
    self.configuration = configuration
    eventLoop = link.eventLoop
    self.link = NIOLoopBound(link, eventLoop: link.eventLoop)
  }

  /// Makes a client and its first connection.
  ///
  /// - Parameters:
  ///   - configuration: the server.
  ///   - eventLoop: where the connection lives.
  ///   - logger: told when the connection breaks and is back.
  /// - Throws: ``StoreError`` when there is no connection at first, with what to do.
  package static func connect(
    _ configuration: RedisConfiguration,
    on eventLoop: any EventLoop,
    logger: Logger
  ) async throws -> RedisClient {
    let client = try await make(configuration, on: eventLoop, logger: logger)
    do {
      _ = try await client.send(RedisCommand("PING"))
    } catch {
      await client.close()
      throw error
    }
    return client
  }

  /// Makes a client that connects by and by.
  static func make(
    _ configuration: RedisConfiguration,
    on eventLoop: any EventLoop,
    logger: Logger
  ) async throws -> RedisClient {
    let connector = try RedisConnector(configuration, on: eventLoop)
    return try await eventLoop.submit {
      let link = RedisLink(connector, logger: logger)
      link.start()
      return RedisClient(configuration, link: link)
    }.get()
  }

  /// Sends a command.
  ///
  /// - Throws: ``StoreError``, also for an error reply.
  package func send(_ command: RedisCommand) async throws -> RESPValue {
    let reply = try await pipeline([command])[0]
    guard case .error(let text) = reply else { return reply }
    throw RedisFailure.replied(text, to: command.name, by: configuration.name)
  }

  /// Sends commands together; others' may come between them.
  ///
  /// - Parameter timeout: for commands that wait at the server: how long they may take altogether.
  /// - Returns: a reply for each, which may be an error.
  /// - Throws: ``StoreError`` when there are no replies.
  package func pipeline(_ commands: [RedisCommand], timeout: Duration? = nil) async throws -> [RESPValue] {
    guard !commands.isEmpty else { return [] }
    return try await withCheckedThrowingContinuation { continuation in
      submit(commands, timeout: timeout) { continuation.resume(with: $0) }
    }
  }

  /// Sends commands together; the completion is called on the event loop.
  package func submit(
    _ commands: [RedisCommand],
    timeout: Duration? = nil,
    completion: @escaping @Sendable (Result<[RESPValue], StoreError>) -> Void
  ) {
    let bytes = commands.reduce(0) { $0 + $1.size }
    let submission = Submission(commands: commands, timeout: timeout.map { TimeAmount($0) }) { [self] result in
      intake.withLock { intake in
        intake.commands -= commands.count
        intake.bytes -= bytes
      }
      completion(result)
    }
    let outcome = intake.withLock { intake -> Result<Bool, StoreError> in
      if intake.isClosed { return .failure(StoreError(.closed, "the connection to \(configuration.name) was closed")) }
      guard intake.commands + commands.count <= configuration.maximumInFlight,
        intake.bytes + bytes <= configuration.maximumBytesInFlight
      else {
        return .failure(
          StoreError(.unavailable, "\(configuration.name) is too slow: \(intake.commands) commands wait for it"))
      }
      intake.commands += commands.count
      intake.bytes += bytes
      intake.submissions.append(submission)
      defer { intake.isScheduled = true }
      return .success(!intake.isScheduled)
    }
    switch outcome {
    case .failure(let error): completion(.failure(error))
    case .success(false): break
    case .success(true): eventLoop.execute { self.drain() }
    }
  }

  /// How much waits for its replies, in bytes of commands.
  package var bytesInFlight: Int { intake.withLock { $0.bytes } }

  /// Whether there is a connection now; called from anywhere.
  package func isConnected() async -> Bool {
    (try? await eventLoop.submit { [link] in link.value.isConnected }.get()) ?? false
  }

  /// Ends the connection; commands under way fail.
  package func close() async {
    intake.withLock { $0.isClosed = true }
    try? await eventLoop.submit { [link] in link.value.stop() }.get()
  }

  private func drain() {
    let submissions = intake.withLock { intake in
      defer {
        intake.submissions = []
        intake.isScheduled = false
      }
      return intake.submissions
    }
    link.value.take(submissions)
  }
}
