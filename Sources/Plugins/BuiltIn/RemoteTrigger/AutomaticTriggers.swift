import GatewayCore
import Logging
import OCPP16
import OCPPCodec
import ServiceLifecycle

/// Looks now and then which stations owe something, and asks them.
struct AutomaticTriggers: Service {
  /// Between two looks.
  static let interval = Duration.seconds(5)
  /// How many looks there are between two at the transactions.
  private static let looksPerMeter = 6

  private let configuration: RemoteTriggerConfiguration
  private let ledger: TriggerLedger
  private let gateway: GatewayServices

  init(_ configuration: RemoteTriggerConfiguration, _ ledger: TriggerLedger, _ gateway: GatewayServices) {
    self.configuration = configuration
    self.ledger = ledger
    self.gateway = gateway
  }

  func run() async throws {
    let lease = WorkLease("automatic triggers", every: Self.interval, gateway)
    await cancelWhenGracefulShutdown {
      var look = 0
      while (try? await gateway.clock.sleep(for: Self.interval)) != nil {
        do {
          guard try await lease.isOurs() else { continue }
          if let wait = configuration.statusAfter { try await askForStates(after: wait) }
          if let silence = configuration.meterSilence, look.isMultiple(of: Self.looksPerMeter) {
            try await askForMeterValues(after: silence)
          }
        } catch {
          gateway.logger.warning("stations not looked at", metadata: ["error": "\(error)"])
        }
        look += 1
      }
    }
    await lease.giveBack()
  }

  /// Whether a station can be asked: it speaks 1.6, was accepted, and the handler is for it.
  private func canBeAsked(_ session: Session) -> Bool {
    session.version == .v16 && session.registration == .accepted
      && gateway.chains.includes(
        RemoteTriggerHandler.name, .v16, .outbound, OCPP16.TriggerMessageRequest.action, rule: session.rule)
  }

  private func askForStates(after wait: Duration) async throws {
    let now = gateway.clock.milliseconds
    let sessions = gateway.sessions.all
    ledger.keep(only: Set(sessions.map(\.station)))
    var due = sessions.filter { session in
      session.connectedAt + Int64(wait / .milliseconds(1)) <= now && canBeAsked(session) && ledger.isStatusOpen(session)
    }
    // Those that wait longest first; the others at the next look.
    due.sort { $0.epoch < $1.epoch }
    try await withThrowingDiscardingTaskGroup { group in
      for session in due.prefix(configuration.stationsAtOnce) {
        group.addTask { try await askForStates(of: session) }
      }
    }
  }

  private func askForStates(of session: Session) async throws {
    let known = try await gateway.store.connectors(of: session.station).filter { $0.connector > 0 }
    let silent = known.filter { $0.receivedAt < session.connectedAt }.map(\.connector)
    guard known.isEmpty || !silent.isEmpty, ledger.isSupported(.statusNotification, by: session) else {
      return ledger.closeStatus(session)
    }
    // One that was asked a moment ago is looked at later.
    guard ledger.claim(.statusNotification, of: session, at: gateway.clock.milliseconds) else { return }
    ledger.closeStatus(session)
    // Of a station whose connectors nobody knows, all are asked for.
    for connector in silent.isEmpty ? [nil] : silent.map(Optional.some) {
      await ask(.statusNotification, connector, session)
    }
  }

  private func askForMeterValues(after silence: Duration) async throws {
    let now = gateway.clock.milliseconds
    let pause = Int64(silence / .milliseconds(1))
    let limit = now - pause
    var query = TransactionQuery(state: .active, limit: 1000)
    var due: [(session: Session, connector: Int?)] = []
    while true {
      let page = try await gateway.store.transactions(query)
      for transaction in page where transaction.version == .v16 && transaction.updatedAt < limit {
        guard let session = gateway.sessions.session(of: transaction.station), canBeAsked(session),
          // One that has just come back has its say first.
          session.connectedAt < limit
        else { continue }
        due.append((session, transaction.connector))
      }
      guard page.count == query.limit, let cursor = page.last?.cursor else { break }
      query.after = cursor
    }
    await withDiscardingTaskGroup { group in
      var count = 0
      for (session, connector) in due {
        guard count < configuration.stationsAtOnce else { break }
        guard ledger.claimMeter(connector ?? 0, of: session, at: now, pause: pause) else { continue }
        count += 1
        group.addTask { await ask(.meterValues, connector, session) }
      }
    }
  }

  private func ask(_ message: OCPP16.MessageTrigger, _ connector: Int?, _ session: Session) async {
    do {
      let request = OCPP16.TriggerMessageRequest(requestedMessage: message, connectorId: connector)
      let response = try await gateway.commands.send(request, to: session.station)
      gateway.logger.debug(
        "station asked",
        metadata: [
          "station": "\(session.station)", "requested": "\(message.text)", "connector": "\(connector ?? 0)",
          "status": "\(response.status.text)",
        ])
    } catch {
      gateway.logger.info(
        "station not asked",
        metadata: ["station": "\(session.station)", "requested": "\(message.text)", "reason": "\(error)"])
    }
  }
}
