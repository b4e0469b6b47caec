package import OCPPCodec

/// How a plugin is to be run.
package struct PluginOptions: Sendable {
  /// Where its code runs.
  package enum Isolation: String, Sendable, CaseIterable {
    /// In the gateway's own process.
    case inProcess = "in-process"
    /// In a process of its own.
    case process
  }

  /// The name in chains, state, metrics and logs.
  package var id: String
  package var isolation: Isolation
  /// What the plugin is told; an object.
  package var configuration: RawJSON
  /// How long it may take for a CALL; the rest of the chain doesn't count.
  package var deadline: Duration
  /// How many CALLs it may have at a time; further ones fail.
  package var queueSize: Int
  /// How many of its CALLs are handled at the same time.
  package var threads: Int
  /// Bytes of memory that its process may use.
  package var memoryLimit: Int
  /// So many failures without a success in between suspend it.
  package var failureLimit: Int
  /// How long it is suspended.
  package var pause: Duration

  package init(
    id: String,
    isolation: Isolation = .inProcess,
    configuration: RawJSON = .emptyObject,
    deadline: Duration = .seconds(5),
    queueSize: Int = 1024,
    threads: Int = 2,
    memoryLimit: Int = 256 << 20,
    failureLimit: Int = 5,
    pause: Duration = .seconds(10)
  ) {
    self.id = id
    self.isolation = isolation
    self.configuration = configuration
    self.deadline = deadline
    self.queueSize = queueSize
    self.threads = threads
    self.memoryLimit = memoryLimit
    self.failureLimit = failureLimit
    self.pause = pause
  }
}

/// What becomes of a CALL when a plugin fails to handle it.
package enum FailurePolicy: String, Sendable, CaseIterable {
  /// The rest of the chain handles it, as if the plugin weren't there.
  case pass
  /// It is answered with a CALLERROR.
  case reject
  /// It has failed as if the store didn't take it: a transaction message waits and is sent again by the station, any
  /// other is answered with a CALLERROR.
  case fail
}
