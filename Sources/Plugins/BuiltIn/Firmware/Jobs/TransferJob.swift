/// The job of having a station fetch firmware and install it, or upload its diagnostics: a state machine without effects.
///
/// OCPP 1.6 has no ids for these: a station's notifications belong to its latest command.
struct TransferJob: Sendable, Equatable {
  /// Where it stands.
  enum Stage: String, Sendable, Hashable, CaseIterable {
    /// Not sent: the station is away, or its turn hasn't come.
    case waiting
    /// Sent; not answered yet.
    case requested
    /// Sent; whether the station got it, its next notification tells.
    case unconfirmed
    /// The station will begin by itself.
    case accepted
    /// The station said that it is at it.
    case working
    /// To be sent again after a while.
    case retrying
    case succeeded
    case failed
    /// The station refused the command.
    case rejected
    case cancelled
    /// Nobody knows whether the station ever got it.
    case uncertain

    /// Whether nothing more is done.
    var isEnd: Bool { [.succeeded, .failed, .rejected, .cancelled, .uncertain].contains(self) }
  }

  /// What happens to it.
  enum Event: Sendable, Equatable {
    case sending
    /// The station answered.
    case answered
    /// There was no answer.
    case unanswered(wasSent: Bool, reason: String)
    /// The station answered with an error, or a handler refused the command.
    case refused(reason: String)
    /// It could not be sent at all, and never will be.
    case unsendable(reason: String)
    /// The station is at it; its own word for what it does.
    case progressed(String)
    case achieved(reason: String)
    case broken(reason: String)
    /// The station says that it isn't at it (OCPP 1.6 §4.4, §4.5: only when asked).
    case idle
    /// The station started anew, with this firmware.
    case booted(version: String?)
    /// Time has passed.
    case tick
    case cancelled(reason: String)
  }

  /// What is to be done.
  enum Action: Sendable, Equatable {
    /// Send the command.
    case send
    /// Ask the station for a notification.
    case ask
  }

  /// How long things may take; milliseconds.
  struct Limits: Sendable, Equatable {
    /// From the moment it may begin to its first notification.
    var start: Int64 = 600_000
    /// From each notification to the next one.
    var progress: Int64 = 3_600_000
    /// For the answer to the question how it goes.
    var question: Int64 = 60_000
    /// Before it is sent again.
    var retry: Int64 = 300_000
    /// How often it is sent at most.
    var attempts = 1
  }

  var stage = Stage.waiting
  /// The station's own word for what it does.
  var status: String?
  /// Why it is where it is, for people.
  var reason: String?
  /// How often it was sent.
  var attempt = 0
  var limits: Limits
  /// When the next thing is due; milliseconds since the epoch.
  var deadline: Int64?
  /// Whether the station was asked how it goes since it last said.
  var hasAsked = false
  /// Until when it may wait for the station to connect; milliseconds since the epoch.
  var waitsUntil: Int64?
  /// When the station may begin; milliseconds since the epoch.
  var beginsAt: Int64?
  /// The firmware that it shall have afterwards.
  var expectedVersion: String?
  /// The firmware that it had before.
  var previousVersion: String?

  init(limits: Limits, beginsAt: Int64? = nil, expectedVersion: String? = nil, previousVersion: String? = nil) {
    self.limits = limits
    self.beginsAt = beginsAt
    self.expectedVersion = expectedVersion
    self.previousVersion = previousVersion
  }

  /// Takes an event. One that fits no more changes nothing: stations repeat themselves, and are late.
  ///
  /// - Parameter now: milliseconds since the epoch.
  mutating func handle(_ event: Event, at now: Int64) -> [Action] {
    guard !stage.isEnd else { return lateNews(event) }
    switch event {
    case .sending:
      attempt += 1
      go(to: .requested, nil, until: nil)
    case .answered:
      // A station may be at it before its answer comes.
      if stage == .requested { go(to: .accepted, nil, until: max(now, beginsAt ?? now) + limits.start) }
    case .unanswered(let wasSent, let reason):
      guard stage == .requested else { break }
      if wasSent {
        go(to: .unconfirmed, reason, until: max(now, beginsAt ?? now) + limits.start)
      } else {
        // What never left is not an attempt.
        attempt -= 1
        go(to: .waiting, reason, until: nil)
      }
    case .refused(let reason):
      if stage == .requested || stage == .waiting { go(to: .rejected, reason, until: nil) }
    case .unsendable(let reason):
      if stage == .waiting { go(to: .failed, reason, until: nil) }
    case .progressed(let status):
      guard stage != .waiting else { break }
      self.status = status
      go(to: .working, nil, until: now + limits.progress)
    case .achieved(let reason):
      if stage != .waiting { go(to: .succeeded, reason, until: nil) }
    case .broken(let reason):
      if stage != .waiting, stage != .retrying { fail(reason, at: now) }
    case .idle:
      // Before it may begin, there is nothing that it could be at.
      if stage == .working || (hasAsked && now >= beginsAt ?? now) {
        fail("the station says that it isn't at it", at: now)
      }
    case .booted(let version): booted(version)
    case .tick: return tick(at: now)
    case .cancelled(let reason): go(to: .cancelled, reason, until: nil)
    }
    return []
  }

  /// After the end only a success counts that nobody knew of.
  private mutating func lateNews(_ event: Event) -> [Action] {
    switch (stage, event) {
    case (.uncertain, .achieved(let reason)): go(to: .succeeded, reason, until: nil)
    case (.uncertain, .broken(let reason)): go(to: .failed, reason, until: nil)
    case (.uncertain, .booted(let version)): booted(version)
    default: break
    }
    return []
  }

  /// Many stations don't report a success after the restart that ends an installation.
  private mutating func booted(_ version: String?) {
    guard let version, stage != .waiting else { return }
    if let expectedVersion {
      if version == expectedVersion { go(to: .succeeded, "the station runs \(version)", until: nil) }
    } else if let previousVersion, version != previousVersion, stage == .working {
      go(to: .succeeded, "the station runs \(version), no longer \(previousVersion)", until: nil)
    }
  }

  private mutating func tick(at now: Int64) -> [Action] {
    if stage == .waiting {
      guard let waitsUntil, waitsUntil <= now else { return [.send] }
      go(to: .failed, reason ?? "the station was not connected in time", until: nil)
      return []
    }
    guard let deadline, deadline <= now else { return [] }
    switch stage {
    case .retrying:
      go(to: .waiting, reason, until: nil)
      return [.send]
    case .accepted, .working, .unconfirmed:
      guard hasAsked else {
        hasAsked = true
        self.deadline = now + limits.question
        return [.ask]
      }
      if stage == .unconfirmed {
        go(to: .uncertain, "nobody knows whether the station got the command", until: nil)
      } else {
        fail(status.map { "no news from the station after \($0)" } ?? "no news from the station", at: now)
      }
    case .waiting, .requested, .succeeded, .failed, .rejected, .cancelled, .uncertain: break
    }
    return []
  }

  private mutating func fail(_ reason: String, at now: Int64) {
    if attempt < limits.attempts {
      go(to: .retrying, reason, until: now + limits.retry)
    } else {
      go(to: .failed, reason, until: nil)
    }
  }

  private mutating func go(to stage: Stage, _ reason: String?, until deadline: Int64?) {
    self.stage = stage
    self.reason = reason
    self.deadline = deadline
    hasAsked = false
    if stage == .waiting || stage == .requested || stage == .retrying { status = nil }
  }
}
