import GatewayCore
import OCPP16
import Synchronization

/// When stations were asked, and what they can't be asked. By connection: after the next one a station may have learnt it.
final class TriggerLedger: Sendable {
  private struct Entry {
    var epoch: UInt64
    /// Milliseconds since the epoch: when it was last asked.
    var askedAt: Int64?
    var unsupported: Set<String> = []
    var isWithoutTriggers = false
    var isStatusDone = false
    /// When each connector's meter values were asked for.
    var metersAskedAt: [Int: Int64] = [:]
  }

  private let entries = Mutex<[StationID: Entry]>([:])
  /// Milliseconds.
  private let minimumInterval: Int64

  init(minimumInterval: Duration) {
    self.minimumInterval = Int64(minimumInterval / .milliseconds(1))
  }

  private func change<Result: Sendable>(_ session: Session, _ body: (inout Entry) -> Result) -> Result {
    entries.withLock { entries in
      var entry = entries[session.station] ?? Entry(epoch: session.epoch)
      if entry.epoch != session.epoch { entry = Entry(epoch: session.epoch, askedAt: entry.askedAt) }
      defer { entries[session.station] = entry }
      return body(&entry)
    }
  }

  /// Notes a station's answer.
  func note(_ message: OCPP16.MessageTrigger, _ status: OCPP16.TriggerMessageStatus, of session: Session) {
    guard status == .notImplemented else { return }
    change(session) { _ = $0.unsupported.insert(message.text) }
  }

  /// Notes that a station knows no TriggerMessage.
  func noteUnsupported(by session: Session) {
    change(session) { $0.isWithoutTriggers = true }
  }

  /// Whether a station can be asked for a message, as far as is known.
  func isSupported(_ message: OCPP16.MessageTrigger, by session: Session) -> Bool {
    change(session) { !$0.isWithoutTriggers && !$0.unsupported.contains(message.text) }
  }

  /// Claims the right to ask for a connector's meter values now.
  ///
  /// - Parameter pause: milliseconds between two such questions: one that gives none isn't asked on and on.
  func claimMeter(_ connector: Int, of session: Session, at now: Int64, pause: Int64) -> Bool {
    let isDue = change(session) { entry in entry.metersAskedAt[connector].map { now >= $0 + pause } ?? true }
    guard isDue, claim(.meterValues, of: session, at: now) else { return false }
    change(session) { $0.metersAskedAt[connector] = now }
    return true
  }

  /// Claims the right to ask a station for a message now.
  ///
  /// - Returns: false when it can't be asked, or was a moment ago.
  func claim(_ message: OCPP16.MessageTrigger, of session: Session, at now: Int64) -> Bool {
    change(session) { entry in
      guard !entry.isWithoutTriggers, !entry.unsupported.contains(message.text) else { return false }
      if let askedAt = entry.askedAt, now < askedAt + minimumInterval { return false }
      entry.askedAt = now
      return true
    }
  }

  /// Whether a station's connectors have still to be looked at in this connection.
  func isStatusOpen(_ session: Session) -> Bool { change(session) { !$0.isStatusDone } }

  func closeStatus(_ session: Session) { change(session) { $0.isStatusDone = true } }

  /// Forgets stations that are gone.
  func keep(only stations: Set<StationID>) {
    entries.withLock { entries in
      for station in entries.keys where !stations.contains(station) { entries[station] = nil }
    }
  }
}
