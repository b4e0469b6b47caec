package import GatewayCore
package import Logging
import OCPPCodec

/// Decides on messages that don't conform, by the configuration: repairs them, lets them through or refuses them.
package final class ConformanceEngine: Conformance {
  /// What was found.
  package let ledger: ConformanceLedger
  private let setup: ConformanceSetup
  private let metrics: GatewayMetrics
  private let logger: Logger

  package init(_ setup: ConformanceSetup, ledger: ConformanceLedger, metrics: GatewayMetrics, logger: Logger) {
    self.setup = setup
    self.ledger = ledger
    self.metrics = metrics
    self.logger = logger
  }

  package func repair(
    _ frame: UnsafeBufferPointer<UInt8>, because reason: String, from session: Session
  ) -> [UInt8]? {
    let repair = FrameRepair(frame, version: session.version, mending: setup.part(session.rule).plan.frame)
    let key = ConformanceLedger.Key(
      type: session.type, version: session.version, action: "-", kind: .request, pointer: "", keyword: .wellFormed)
    let disposition = repair == nil ? Disposition.refused : .repaired
    metrics.count(disposition, session.version, "other")
    ledger.count(disposition)
    ledger.count(key, disposition, at: session.lastSeenAt) {
      ConformanceLedger.Example(
        station: session.station, at: session.lastSeenAt, messageID: "", message: reason,
        text: Self.shown(Array(frame)), patch: nil)
    }
    if let repair {
      logger.info(
        "frame repaired",
        metadata: [
          "station": "\(session.station)", "epoch": "\(session.epoch)", "version": "\(session.version.rawValue)",
          "reason": "\(reason.escapedForPeople)",
          "repairs": "\(repair.mended.map(\.description).joined(separator: ", "))",
        ])
    }
    return repair?.frame
  }

  package func judge(_ message: NonconformingMessage, from session: Session) -> Judgement {
    let verdict = ConformanceVerdict(
      message.violations, MessageKind(session.version, message.action.name, message.kind), message.descriptor,
      setup.part(message.rule), receivedAt: message.receivedAt)
    if verdict.isCounted {
      metrics.count(verdict.disposition, session.version, message.action.name)
      ledger.count(verdict.disposition)
      record(verdict, of: message, session)
    }
    log(verdict, of: message, session)
    return verdict.judgement(message.violations)
  }

  private func record(_ verdict: ConformanceVerdict, of message: NonconformingMessage, _ session: Session) {
    for violation in message.violations.violations {
      let key = ConformanceLedger.Key(
        type: session.type, version: session.version, action: message.action.name, kind: message.kind,
        pointer: violation.place.generalized, keyword: violation.keyword)
      ledger.count(key, verdict.disposition(of: violation), at: message.receivedAt) {
        ConformanceLedger.Example(
          station: session.station, at: message.receivedAt, messageID: message.id.escapedForPeople,
          message: violation.message, text: Self.shown(message.violations.payload), patch: verdict.shownPatch)
      }
    }
  }

  private func log(_ verdict: ConformanceVerdict, of message: NonconformingMessage, _ session: Session) {
    // Refusals are logged by the dispatcher.
    guard verdict.disposition != .refused else { return }
    var metadata: Logger.Metadata = [
      "station": "\(session.station)", "epoch": "\(session.epoch)", "version": "\(session.version.rawValue)",
      "action": "\(message.action.name)", "payload": "\(message.kind.rawValue)",
      "message_id": "\(message.id.escapedForPeople)",
      "reason": "\(message.violations.violations.map(\.message).joined(separator: "; ").escapedForPeople)",
    ]
    // Nothing is changed in silence, counted or not.
    guard let patch = verdict.shownPatch else {
      if verdict.isCounted { logger.debug("violation let through", metadata: metadata) }
      return
    }
    metadata["rules"] = "\(verdict.rules.joined(separator: ", "))"
    metadata["patch"] = "\(patch)"
    logger.info("message repaired", metadata: metadata)
  }

  /// A text of a station, tokens hidden if they can be found, cut to what an example may have.
  private static func shown(_ bytes: [UInt8]) -> String {
    String(decoding: TokenHiding().hiding(bytes), as: UTF8.self)
      .escapedForPeople(limit: ConformanceLedger.maximumExample)
  }
}
