import GatewayCore

/// Brings stations' answers to those who sent the commands.
struct AnswerRouting: Sendable {
  /// How long an answer is kept for who asks for it later, in seconds.
  private static let kept = 300

  let client: RedisClient
  let keys: RedisKeys

  /// - Parameters:
  ///   - message: the envelope with the answer.
  ///   - id: the command's message id.
  func route(_ message: [UInt8], id: String) async throws {
    let key = keys.correlation(id)
    guard let process = try await client.send(RedisCommand("HGET", key, "process")).text else {
      // Nobody asked, or it was too long ago.
      return
    }
    _ = try await client.values([
      RedisCommand("HSET", key, "answer", message), RedisCommand("EXPIRE", key, Self.kept),
      RedisCommand("PUBLISH", keys.answers(process), message),
    ])
  }
}
