import GatewayCore
import Logging
import OCPP16
import OCPPCodec
import Synchronization

/// Jobs as operations: takes what happens, keeps it, does what follows.
final class TransferJobs: Sendable {
  /// The operation that a command belongs to which is on its way to a station; nil: it is a new one.
  @TaskLocal static var operation: String?

  /// The states of operations that can go on, the most recent first when they are of one station.
  private static let open: [OperationState] = [.pending, .sent, .accepted, .inProgress, .uncertain]

  let configuration: FirmwareConfiguration
  private let turns = StationTurns()
  /// Operations whose command is being sent.
  private let sending = Mutex<Set<String>>([])

  init(_ configuration: FirmwareConfiguration) {
    self.configuration = configuration
  }

  // MARK: Beginning

  /// Records a job; it is sent when the station is connected.
  ///
  /// - Parameters:
  ///   - attempts: nil: the configuration's.
  ///   - parent: the campaign that it is a part of.
  func create(
    _ command: TransferCommand, of station: StationID, attempts: Int? = nil, expectedVersion: String? = nil,
    parent: String? = nil, _ gateway: GatewayServices
  ) async throws -> OperationRecord {
    var limits = configuration.limits
    if let attempts { limits.attempts = attempts }
    var job = TransferJob(
      limits: limits, beginsAt: command.beginsAt, expectedVersion: expectedVersion,
      previousVersion: try await gateway.store.station(station)?.firmwareVersion)
    job.waitsUntil = gateway.clock.milliseconds + configuration.waitLimit.milliseconds
    let operation = try await gateway.operations.create(
      command.kind, of: station, details: TransferRecord(command, job).details, parent: parent,
      reason: "for \(FileLocation.shown(command.location))")
    return operation
  }

  /// The job that a station is at, or will be: its newest that hasn't ended.
  func current(_ kind: String, of station: StationID, _ gateway: GatewayServices) async throws -> OperationRecord? {
    try await gateway.operations.latest(kind, of: station, in: Self.open)
  }

  /// Ends the jobs of a kind that another one takes the place of.
  func supersede(
    _ kind: String, of station: StationID, except id: String?, reason: String, _ gateway: GatewayServices
  ) async throws {
    let others = try await gateway.store.operations(OperationQuery(station: station, kind: kind, states: Self.open))
    for other in others where other.id != id {
      guard let record = TransferRecord(other, limits: configuration.limits), !record.job.stage.isEnd else { continue }
      try await apply(.cancelled(reason: reason), to: other.id, of: station, gateway)
    }
  }

  // MARK: What happens

  /// Takes an event.
  ///
  /// - Parameter change: what is learnt beside.
  @discardableResult
  func apply(
    _ event: TransferJob.Event, to id: String, of station: StationID, _ gateway: GatewayServices,
    _ change: (inout TransferRecord) -> Void = { _ in }
  ) async throws -> OperationRecord? {
    let (operation, actions) = try await turns.withTurn(station) { () -> (OperationRecord?, [TransferJob.Action]) in
      guard let operation = try await gateway.store.operation(id),
        let before = TransferRecord(operation, limits: configuration.limits)
      else { return (nil, []) }
      var record = before
      change(&record)
      let actions = record.job.handle(event, at: gateway.clock.milliseconds)
      guard record != before else { return (operation, actions) }
      let after = try await gateway.operations.advance(
        id, to: record.job.operationState, reason: record.job.reason ?? record.job.status, details: record.details)
      return (after ?? operation, actions)
    }
    if let operation { perform(actions, operation, gateway) }
    return operation
  }

  /// Takes an event of the job that a station is at: the newest that it was sent; one of which nobody knows whether it
  /// got it only when there is no other.
  ///
  /// - Returns: the operation; nil when there is none.
  @discardableResult
  func apply(
    _ event: TransferJob.Event, toCurrent kind: String, of station: StationID, _ gateway: GatewayServices
  ) async throws -> OperationRecord? {
    let open = try await gateway.store.operations(
      OperationQuery(station: station, kind: kind, states: Self.open, limit: 20))
    let sent = open.filter { operation in
      TransferRecord(operation, limits: configuration.limits).map { $0.job.stage != .waiting } ?? false
    }
    guard let operation = sent.first(where: { $0.state != .uncertain }) ?? sent.first else { return nil }
    return try await apply(event, to: operation.id, of: station, gateway)
  }

  // MARK: What follows

  private func perform(_ actions: [TransferJob.Action], _ operation: OperationRecord, _ gateway: GatewayServices) {
    for action in actions {
      switch action {
      case .send: send(operation, gateway)
      case .ask: ask(operation, gateway)
      }
    }
  }

  /// Sends a job's command, if its station is connected.
  func send(_ operation: OperationRecord, _ gateway: GatewayServices) {
    guard let session = gateway.sessions.session(of: operation.station), session.registration == .accepted,
      let record = TransferRecord(operation, limits: configuration.limits),
      sending.withLock({ $0.insert(operation.id).inserted })
    else { return }
    let isTaken = gateway.background.submit {
      await self.send(record.command, operation, gateway)
      self.sending.withLock { _ = $0.remove(operation.id) }
    }
    if !isTaken { sending.withLock { _ = $0.remove(operation.id) } }
  }

  private func send(_ command: TransferCommand, _ operation: OperationRecord, _ gateway: GatewayServices) async {
    do {
      do {
        // The handler, which the command passes, takes the job on from here.
        try await Self.$operation.withValue(operation.id) {
          switch command {
          case .firmware(let request): _ = try await gateway.commands.send(request, to: operation.station)
          case .diagnostics(let request): _ = try await gateway.commands.send(request, to: operation.station)
          }
        }
      } catch CommandFailure.offline, CommandFailure.busy {
        // It waits.
      } catch let failure as CommandFailure {
        // Counts only if the handler didn't learn of it: one before it refused, or the station can't be told.
        try await apply(
          .unsendable(reason: failure.description.escapedForPeople), to: operation.id, of: operation.station, gateway)
      }
    } catch {
      gateway.logger.warning(
        "job not sent",
        metadata: ["station": "\(operation.station)", "operation": "\(operation.id)", "error": "\(error)"])
    }
  }

  private func ask(_ operation: OperationRecord, _ gateway: GatewayServices) {
    let message: OCPP16.MessageTrigger =
      operation.kind == OCPP16.UpdateFirmwareRequest.action
      ? .firmwareStatusNotification : .diagnosticsStatusNotification
    gateway.background.submit {
      do {
        _ = try await gateway.commands.send(
          OCPP16.TriggerMessageRequest(requestedMessage: message), to: operation.station)
      } catch {
        gateway.logger.info(
          "station not asked for its status",
          metadata: ["station": "\(operation.station)", "error": "\("\(error)".escapedForPeople)"])
      }
    }
  }

  // MARK: Time

  /// Looks for jobs that something is due of.
  func look(_ gateway: GatewayServices) async throws {
    for kind in TransferCommand.kinds {
      var query = OperationQuery(kind: kind, states: Self.open.filter { $0 != .uncertain }, limit: 1000)
      while true {
        let page = try await gateway.store.operations(query)
        try await tick(page, gateway)
        guard page.count == query.limit, let last = page.last else { break }
        query.after = last.cursor
      }
      // Those that stay uncertain for good gather over the years; what is due is among the newest.
      query = OperationQuery(kind: kind, states: [.uncertain], limit: 1000)
      try await tick(gateway.store.operations(query), gateway)
    }
  }

  private func tick(_ operations: [OperationRecord], _ gateway: GatewayServices) async throws {
    let now = gateway.clock.milliseconds
    for operation in operations where isDue(operation, gateway, at: now) {
      try await apply(.tick, to: operation.id, of: operation.station, gateway)
    }
  }

  private func isDue(_ operation: OperationRecord, _ gateway: GatewayServices, at now: Int64) -> Bool {
    guard let record = TransferRecord(operation, limits: configuration.limits) else { return false }
    let job = record.job
    if job.stage == .waiting {
      return gateway.sessions.session(of: operation.station)?.registration == .accepted
        || job.waitsUntil.map { $0 <= now } ?? false
    }
    return job.deadline.map { $0 <= now } ?? false
  }
}
