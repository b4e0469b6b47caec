import GatewayCore
import Synchronization

/// A script that runs at the server, in one piece.
package struct RedisScript: Sendable {
  /// For messages.
  package let name: String
  /// Lua
  package let source: String

  package init(_ name: String, _ source: String) {
    self.name = name
    self.source = source
  }
}

extension RedisClient {
  /// Runs a script.
  ///
  /// It is sent by its hash; a server that doesn't have it (restarted, failed over, flushed) is given it again.
  ///
  /// - Parameters:
  ///   - keys: the keys that it touches, all of one slot.
  ///   - arguments: what else it needs.
  /// - Throws: ``StoreError``, also for an error reply.
  package func run(
    _ script: RedisScript,
    keys: [String],
    arguments: [any RedisArgument]
  ) async throws -> RESPValue {
    let hash = try await hash(of: script)
    let reply = try await pipeline([script.command("EVALSHA", hash, keys, arguments)])[0]
    guard case .error(let text) = reply else { return reply }
    guard text.hasPrefix("NOSCRIPT") else {
      throw RedisFailure.replied(text, to: "the script '\(script.name)'", by: configuration.name)
    }
    // Gives the server the script and runs it.
    let second = try await pipeline([script.command("EVAL", script.source, keys, arguments)])[0]
    if case .error(let text) = second {
      throw RedisFailure.replied(text, to: "the script '\(script.name)'", by: configuration.name)
    }
    return second
  }

  /// Asked of the server once: it is the same for every server.
  private func hash(of script: RedisScript) async throws -> String {
    if let known = scripts.withLock({ $0[script.name] }) { return known }
    guard let hash = try await send(RedisCommand("SCRIPT", "LOAD", script.source)).text else {
      throw StoreError(.unavailable, "\(configuration.name) gave no hash for the script '\(script.name)'")
    }
    scripts.withLock { $0[script.name] = hash }
    return hash
  }
}

extension RedisScript {
  /// The command that runs it.
  ///
  /// - Parameters:
  ///   - name: `EVAL` or `EVALSHA`.
  ///   - script: the source or the hash.
  func command(
    _ name: String,
    _ script: String,
    _ keys: [String],
    _ arguments: [any RedisArgument]
  ) -> RedisCommand {
    var command = RedisCommand(name, script, keys.count)
    command.append(contentsOf: keys)
    for argument in arguments { command.append(argument) }
    return command
  }
}

extension RedisClient {
  /// Runs a script many times, sent together.
  ///
  /// - Parameter runs: the keys and arguments of each.
  /// - Throws: ``StoreError``, also for an error reply.
  @discardableResult
  package func runAll(
    _ script: RedisScript,
    _ runs: [(keys: [String], arguments: [any RedisArgument])]
  ) async throws -> [RESPValue] {
    guard !runs.isEmpty else { return [] }
    let hash = try await hash(of: script)
    var replies = try await pipeline(runs.map { script.command("EVALSHA", hash, $0.keys, $0.arguments) })
    for (index, reply) in replies.enumerated() {
      // Given the script once, the server has it for the others.
      guard case .error(let text) = reply, text.hasPrefix("NOSCRIPT") else { continue }
      replies[index] = try await run(script, keys: runs[index].keys, arguments: runs[index].arguments)
    }
    for case .error(let text) in replies {
      throw RedisFailure.replied(text, to: "the script '\(script.name)'", by: configuration.name)
    }
    return replies
  }
}
