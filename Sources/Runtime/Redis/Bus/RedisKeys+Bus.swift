import GatewayCore

extension RedisKeys {
  /// The work of processors, in the slot of ``requests``.
  var work: RedisSlot { RedisSlot(prefix: prefix, tag: requests) }

  /// Messages that nobody can handle.
  package var dead: String { "\(prefix):dead" }

  /// Where an edge is told that something waits for one of its stations.
  func wake(_ edge: String) -> String { "\(prefix):wake:\(edge)" }

  /// Where a process is told the answers to its commands.
  func answers(_ process: String) -> String { "\(prefix):answers:\(process)" }
}
