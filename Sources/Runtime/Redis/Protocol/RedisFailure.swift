package import GatewayCore

/// What the gateway makes of errors that Redis tells.
package enum RedisFailure {
  /// The error for an error reply.
  ///
  /// - Parameters:
  ///   - reply: its text, with the code as the first word.
  ///   - command: the command's name.
  ///   - server: ``RedisConfiguration/name``.
  package static func replied(_ reply: String, to command: String, by server: String) -> StoreError {
    let code = String(reply.prefix { $0 != " " })
    let advice: (StoreError.Code, String)? =
      switch code {
      case "NOAUTH": (.unavailable, "it wants a password; set redis.password")
      case "WRONGPASS":
        (.unavailable, "it doesn't know this user or password; correct redis.username and redis.password")
      case "NOPERM": (.unavailable, "its ACL doesn't let this user do that; see docs/operations.md for what is needed")
      case "OOM": (.unavailable, "its memory is full; raise maxmemory, or add memory")
      case "MISCONF": (.unavailable, "it can't save to its disk; see its log")
      case "READONLY": (.unavailable, "it is a replica; name the master, or the sentinels that know it")
      case "LOADING": (.unavailable, "it is still reading its data from the disk")
      case "MOVED", "ASK", "CROSSSLOT":
        (
          .unavailable,
          "it is part of a Redis Cluster, in which the gateway can't find its keys; use a server without cluster-enabled"
        )
      case "MASTERDOWN", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "UNKILLABLE":
        (.unavailable, "it can't serve now")
      case "WRONGTYPE":
        (.corrupt, "a key holds something else than the gateway writes; is the key prefix shared with another program?")
      default: nil
      }
    let (kind, hint) = advice ?? (.unavailable, "that was not expected")
    return StoreError(kind, "\(server) refused \(command): \(hint) (\(reply.prefix(300)))")
  }

  /// Whether a reply says that this server isn't, or is no more, the one to talk to.
  static func meansAnotherServer(_ reply: RESPValue) -> Bool {
    guard case .error(let text) = reply else { return false }
    return text.hasPrefix("READONLY") || text.hasPrefix("MASTERDOWN")
  }
}
