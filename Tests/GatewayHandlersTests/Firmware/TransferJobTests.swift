import Testing

@testable import GatewayHandlers

@Suite("Firmware and diagnostics jobs")
struct TransferJobTests {
  private typealias Event = TransferJob.Event

  private static let limits = TransferJob.Limits(
    start: 100, progress: 1000, question: 10, retry: 50, attempts: 1)

  /// Runs a job through events, each at a moment.
  private func run(
    _ events: [(Int64, TransferJob.Event)], attempts: Int = 1, expected: String? = nil, previous: String? = nil,
    beginsAt: Int64? = nil
  ) -> (job: TransferJob, actions: [TransferJob.Action]) {
    var limits = Self.limits
    limits.attempts = attempts
    var job = TransferJob(
      limits: limits, beginsAt: beginsAt, expectedVersion: expected, previousVersion: previous)
    var actions: [TransferJob.Action] = []
    for (moment, event) in events { actions += job.handle(event, at: moment) }
    return (job, actions)
  }

  @Test("from the command to the installed firmware")
  func success() {
    let (job, actions) = run([
      (0, .tick), (0, .sending), (1, .answered), (2, .progressed("Downloading")), (3, .progressed("Downloaded")),
      (4, .progressed("Installing")), (5, .achieved(reason: "Installed")),
    ])
    #expect(job.stage == .succeeded)
    #expect(job.reason == "Installed")
    #expect(job.attempt == 1)
    #expect(job.deadline == nil)
    #expect(actions == [.send])
  }

  @Test("what never left is sent again, and is no attempt")
  func notSent() {
    let (job, actions) = run([
      (0, .tick), (0, .sending), (1, .unanswered(wasSent: false, reason: "offline")), (2, .tick),
    ])
    #expect(job.stage == .waiting)
    #expect(job.attempt == 0)
    #expect(actions == [.send, .send])
  }

  @Test("a station that never comes ends the wait")
  func neverConnected() {
    var job = TransferJob(limits: Self.limits)
    job.waitsUntil = 1000
    #expect(job.handle(.tick, at: 999) == [.send])
    #expect(job.handle(.tick, at: 1000) == [])
    #expect(job.stage == .failed)
  }

  @Test("a broken connection: the next notification tells that the station got it")
  func unconfirmed() {
    let lost: [(Int64, TransferJob.Event)] = [
      (0, .sending), (1, .unanswered(wasSent: true, reason: "the station disconnected")),
    ]
    #expect(run(lost).job.stage == .unconfirmed)
    #expect(run(lost + [(5, .progressed("Downloading"))]).job.stage == .working)
    // No news: asked, then nobody knows; late news still count.
    let silent = lost + [(101, .tick), (112, .tick)]
    #expect(run(silent).job.stage == .uncertain)
    #expect(run(silent).actions == [.ask])
    #expect(run(silent + [(200, .achieved(reason: "Installed"))]).job.stage == .succeeded)
    #expect(run(silent + [(200, .progressed("Downloading"))]).job.stage == .uncertain)
  }

  @Test("a refusal is final")
  func refused() {
    let (job, _) = run([(0, .sending), (1, .refused(reason: "NotSupported"))], attempts: 3)
    #expect(job.stage == .rejected)
    #expect(job.reason == "NotSupported")
  }

  @Test("a failure is tried again as often as it may be, and not at once")
  func retries() {
    let failing: [(Int64, TransferJob.Event)] = [
      (0, .sending), (1, .answered), (2, .progressed("Downloading")), (3, .broken(reason: "DownloadFailed")),
    ]
    #expect(run(failing).job.stage == .failed)
    #expect(run(failing, attempts: 2).job.stage == .retrying)
    let early = run(failing + [(52, .tick)], attempts: 2)
    #expect(early.actions.isEmpty)
    let due = run(
      failing + [(53, .tick), (53, .sending), (54, .answered), (55, .broken(reason: "again"))], attempts: 2)
    #expect(due.actions == [.send])
    #expect(due.job.stage == .failed)
    #expect(due.job.attempt == 2)
    // The station's own retries go on meanwhile.
    #expect(run(failing + [(20, .progressed("Downloading"))], attempts: 2).job.stage == .working)
  }

  @Test("silence: the station is asked before it is given up")
  func silence() {
    let begun: [(Int64, TransferJob.Event)] = [(0, .sending), (1, .answered)]
    #expect(run(begun + [(100, .tick)]).actions == [])
    let asked = begun + [(101, .tick)]
    #expect(run(asked).actions == [.ask])
    #expect(run(asked + [(110, .tick)]).job.stage == .accepted)
    #expect(run(asked + [(111, .tick)]).job.stage == .failed)
    #expect(run(asked + [(105, .idle)]).job.stage == .failed)
    #expect(run(asked + [(105, .progressed("Downloading")), (111, .tick)]).job.stage == .working)
  }

  @Test("a date in the future: nothing is due before")
  func beginsLater() {
    let begun: [(Int64, TransferJob.Event)] = [(0, .sending), (1, .answered)]
    let waiting = run(begun + [(500, .tick), (600, .idle)], beginsAt: 5000)
    #expect(waiting.job.stage == .accepted)
    #expect(waiting.actions == [])
    #expect(run(begun + [(5100, .tick)], beginsAt: 5000).actions == [.ask])
  }

  @Test("idle while at work: the station gave it up")
  func idle() {
    let working: [(Int64, TransferJob.Event)] = [(0, .sending), (1, .answered), (2, .progressed("Downloading"))]
    #expect(run(working + [(3, .idle)]).job.stage == .failed)
    #expect(run([(0, .sending), (1, .answered), (2, .idle)]).job.stage == .accepted)
  }

  @Test("a restart with the firmware that was expected is a success")
  func bootedAsExpected() {
    let begun: [(Int64, TransferJob.Event)] = [(0, .sending), (1, .answered)]
    #expect(run(begun + [(2, .booted(version: "2.0"))], expected: "2.0", previous: "1.0").job.stage == .succeeded)
    #expect(run(begun + [(2, .booted(version: "1.0"))], expected: "2.0", previous: "1.0").job.stage == .accepted)
    #expect(run(begun + [(2, .booted(version: nil))], expected: "2.0").job.stage == .accepted)
  }

  @Test("without an expectation, another firmware after the work began is a success")
  func bootedWithAnother() {
    let begun: [(Int64, TransferJob.Event)] = [(0, .sending), (1, .answered)]
    let working = begun + [(2, .progressed("Installing"))]
    #expect(run(begun + [(3, .booted(version: "2.0"))], previous: "1.0").job.stage == .accepted)
    #expect(run(working + [(3, .booted(version: "2.0"))], previous: "1.0").job.stage == .succeeded)
    #expect(run(working + [(3, .booted(version: "1.0"))], previous: "1.0").job.stage == .working)
  }

  @Test(
    "nothing follows the end",
    arguments: [
      TransferJob.Event.achieved(reason: "x"), .refused(reason: "x"), .cancelled(reason: "x"),
    ])
  func end(_ last: TransferJob.Event) {
    var job = TransferJob(limits: Self.limits)
    _ = job.handle(.sending, at: 0)
    _ = job.handle(last, at: 1)
    let ended = job
    for event: TransferJob.Event in [
      .sending, .answered, .progressed("Downloading"), .achieved(reason: "y"), .broken(reason: "y"), .idle, .tick,
      .booted(version: "9"), .cancelled(reason: "y"), .unanswered(wasSent: true, reason: "y"),
    ] {
      #expect(job.handle(event, at: 5000) == [])
      #expect(job == ended)
    }
  }

  @Test("whatever comes in whatever order, it never sends more often than it may")
  func anyOrder() {
    var generator = Reproducible(seed: 7)
    for _ in 0..<2000 {
      var limits = Self.limits
      limits.attempts = Int.random(in: 1...3, using: &generator)
      var job = TransferJob(limits: limits)
      var now: Int64 = 0
      for _ in 0..<40 {
        now += Int64.random(in: 0...120, using: &generator)
        let events: [TransferJob.Event] = [
          .answered, .unanswered(wasSent: true, reason: "r"), .progressed("Downloading"), .broken(reason: "b"), .idle,
          .tick, .tick, .booted(version: "2"),
        ]
        let actions = job.handle(events.randomElement(using: &generator) ?? .tick, at: now)
        if actions.contains(.send) { _ = job.handle(.sending, at: now) }
        #expect(job.attempt <= limits.attempts)
        if job.stage.isEnd { #expect(job.deadline == nil) }
        if [.accepted, .working, .unconfirmed, .retrying].contains(job.stage) { #expect(job.deadline != nil) }
      }
    }
  }
}
