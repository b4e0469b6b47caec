import GatewayCore

/// How fast a campaign goes, and when it has gone wrong.
struct CampaignLimits: Sendable, Equatable {
  /// What a campaign does next.
  enum Decision: Sendable, Equatable {
    /// Start so many jobs more.
    case start(Int)
    /// Start nothing more, for this reason.
    case abort(String)
    /// It is done.
    case complete
    /// Wait until a job ends.
    case wait
  }

  /// Jobs that run at a time.
  var parallelism: Int
  /// As many failures end it; nil: no number does.
  var maximumFailures: Int?
  /// More failures than this share of the jobs that ended, in percent, end it, once as many have ended as run at a time.
  var maximumFailurePercent: Int?

  /// - Parameter progress: how many stations are in each state.
  func decide(_ progress: [CampaignTarget.State: Int]) -> Decision {
    let failed = progress[.failed] ?? 0
    let ended = failed + (progress[.succeeded] ?? 0)
    let running = progress[.running] ?? 0
    let pending = progress[.pending] ?? 0
    if pending == 0 { return running == 0 ? .complete : .wait }
    if let maximumFailures, failed >= maximumFailures { return .abort("\(failed) of \(ended) jobs failed") }
    if let maximumFailurePercent, ended >= parallelism, failed * 100 > maximumFailurePercent * ended {
      return .abort("\(failed) of \(ended) jobs failed, more than \(maximumFailurePercent) %")
    }
    let free = min(parallelism - running, pending)
    return free > 0 ? .start(free) : .wait
  }
}
