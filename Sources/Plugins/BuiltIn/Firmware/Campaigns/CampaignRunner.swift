import GatewayCore
import Logging
import OCPP16
import OCPPCodec

/// Takes campaigns on: notes how jobs ended, starts new ones, ends campaigns that are done or went wrong.
///
/// All it knows is in the store, so it goes on after a restart.
struct CampaignRunner: Sendable {
  private let jobs: TransferJobs

  init(_ jobs: TransferJobs) {
    self.jobs = jobs
  }

  // MARK: Beginning

  /// Records a campaign for the stations that are meant, as they are now.
  ///
  /// - Returns: nil when there are none.
  func create(_ definition: CampaignDefinition, _ gateway: GatewayServices) async throws -> CampaignRecord? {
    var stations: [StationID] = []
    var current: [StationID] = []
    var query = StationQuery(limit: 1000)
    while true {
      let page = try await gateway.store.stations(query)
      for station in page where station.version == .v16 && definition.selection.includes(station) {
        stations.append(station.id)
        if let expected = definition.transfer.expectedVersion, station.firmwareVersion == expected {
          current.append(station.id)
        }
      }
      guard page.count == query.limit, let last = page.last else { break }
      query.after = last.id
    }
    guard !stations.isEmpty else { return nil }
    let now = gateway.clock.milliseconds
    let campaign = CampaignRecord(
      id: MessageID.make(), name: definition.name, definition: definition.json, state: .running, createdAt: now,
      updatedAt: now)
    try await gateway.store.createCampaign(campaign, stations: stations)
    for station in current {
      let target = CampaignTarget(
        station: station, state: .skipped, message: "has the expected firmware already", updatedAt: now)
      _ = try await gateway.store.changeCampaignTarget(target, of: campaign.id, from: [.pending])
    }
    return try await gateway.store.campaign(campaign.id)
  }

  // MARK: Going on

  /// Takes all campaigns on that aren't done.
  func look(_ gateway: GatewayServices) async throws {
    var cursor: String?
    while true {
      // Also those that start nothing any more have jobs that end.
      let page = try await gateway.store.campaigns(in: [.running, .paused, .aborted], after: cursor, limit: 1000)
      for campaign in page where campaign.state != .aborted || campaign.progress[.running] ?? 0 > 0 {
        try await advance(campaign, gateway)
      }
      guard page.count == 1000, let last = page.last else { return }
      cursor = last.cursor
    }
  }

  private func advance(_ campaign: CampaignRecord, _ gateway: GatewayServices) async throws {
    let definition: CampaignDefinition
    do {
      definition = try CampaignDefinition(campaign, jobs.configuration)
    } catch {
      // The configuration has changed: what was allowed may not be any more.
      if campaign.state == .running {
        try await change(campaign.id, from: [.running], to: .paused, "the definition is not allowed any more", gateway)
      }
      return
    }
    var hasChanged = try await settle(campaign.id, gateway)
    if let endsAt = definition.endsAt, endsAt <= gateway.clock.milliseconds {
      hasChanged = try await giveUpPending(campaign.id, gateway) || hasChanged
    }
    guard let now = try await gateway.store.campaign(campaign.id) else { return }
    switch definition.limits.decide(now.progress) {
    case .start(let count) where now.state == .running:
      hasChanged = try await start(count, now, definition, gateway) || hasChanged
    case .abort(let reason) where now.state == .running || now.state == .paused:
      try await change(campaign.id, from: CampaignRecord.State.open, to: .aborted, reason, gateway)
      hasChanged = false
    case .complete where now.state == .running || now.state == .paused:
      try await change(campaign.id, from: CampaignRecord.State.open, to: .completed, nil, gateway)
      hasChanged = false
    default: break
    }
    if hasChanged { try await publish(campaign.id, gateway) }
  }

  /// Notes which of the running jobs have ended.
  private func settle(_ id: String, _ gateway: GatewayServices) async throws -> Bool {
    var hasChanged = false
    for var target in try await targets(of: id, in: .running, gateway) {
      guard let operation = target.operation, let job = try await gateway.store.operation(operation),
        let record = TransferRecord(job, limits: jobs.configuration.limits), record.job.stage.isEnd
      else { continue }
      target.state = record.job.stage == .succeeded ? .succeeded : .failed
      target.message = "\(record.job.stage.rawValue)\(record.job.reason.map { ": \($0)" } ?? "")"
      target.updatedAt = gateway.clock.milliseconds
      hasChanged = try await gateway.store.changeCampaignTarget(target, of: id, from: [.running]) || hasChanged
    }
    return hasChanged
  }

  /// Corrects a campaign when a job has succeeded after all that counted as failed, since nobody knew.
  func noteLate(_ event: GatewayEvent, _ gateway: GatewayServices) async {
    guard let station = event.station, event.details["state"]?.text == OperationState.succeeded.rawValue,
      let kind = event.details["kind"]?.text, TransferCommand.kinds.contains(kind),
      let campaign = event.details["parent"]?.text
    else { return }
    let target = CampaignTarget(
      station: station, state: .succeeded, operation: event.details["operationId"]?.text, message: "succeeded late",
      updatedAt: event.moment)
    do {
      if try await gateway.store.changeCampaignTarget(target, of: campaign, from: [.failed]) {
        try await publish(campaign, gateway)
      }
    } catch {
      gateway.logger.warning("campaign not corrected", metadata: ["campaign": "\(campaign)", "error": "\(error)"])
    }
  }

  private func giveUpPending(_ id: String, _ gateway: GatewayServices) async throws -> Bool {
    var hasChanged = false
    for var target in try await targets(of: id, in: .pending, gateway) {
      target.state = .failed
      target.message = "the station was not connected before the campaign's end"
      target.updatedAt = gateway.clock.milliseconds
      hasChanged = try await gateway.store.changeCampaignTarget(target, of: id, from: [.pending]) || hasChanged
    }
    return hasChanged
  }

  /// Starts jobs of connected stations: one that is away would only be in the others' way.
  private func start(
    _ count: Int, _ campaign: CampaignRecord, _ definition: CampaignDefinition, _ gateway: GatewayServices
  ) async throws -> Bool {
    let transfer = definition.transfer
    var started = 0
    for var target in try await targets(of: campaign.id, in: .pending, gateway) where started < count {
      guard gateway.sessions.session(of: target.station)?.registration == .accepted else { continue }
      target.updatedAt = gateway.clock.milliseconds
      let version = try await gateway.store.station(target.station)?.firmwareVersion
      if let expected = transfer.expectedVersion, version == expected {
        target.state = .skipped
        target.message = "has the expected firmware already"
        _ = try await gateway.store.changeCampaignTarget(target, of: campaign.id, from: [.pending])
        continue
      }
      let operation = try await job(for: target.station, campaign, transfer, gateway)
      target.state = .running
      target.operation = operation.id
      if try await gateway.store.changeCampaignTarget(target, of: campaign.id, from: [.pending]) {
        jobs.send(operation, gateway)
        started += 1
      }
    }
    return started > 0
  }

  /// The job of a station: a new one, unless the gateway stopped just after it was made.
  private func job(
    for station: StationID, _ campaign: CampaignRecord, _ transfer: TransferBody, _ gateway: GatewayServices
  ) async throws -> OperationRecord {
    let known = try await gateway.store.operations(
      OperationQuery(station: station, kind: transfer.command.kind, parent: campaign.id, limit: 1))
    if let first = known.first { return first }
    return try await jobs.create(
      transfer.command, of: station, attempts: transfer.attempts, expectedVersion: transfer.expectedVersion,
      parent: campaign.id, gateway)
  }

  private func targets(
    of id: String, in state: CampaignTarget.State, _ gateway: GatewayServices
  ) async throws -> [CampaignTarget] {
    var all: [CampaignTarget] = []
    while true {
      let page = try await gateway.store.campaignTargets(of: id, in: state, after: all.last?.station, limit: 1000)
      all += page
      if page.count < 1000 { return all }
    }
  }

  // MARK: Changes

  /// Changes a campaign's state and tells.
  ///
  /// - Returns: whether it was in one of the states.
  @discardableResult
  func change(
    _ id: String, from states: Set<CampaignRecord.State>, to state: CampaignRecord.State, _ reason: String?,
    _ gateway: GatewayServices
  ) async throws -> Bool {
    let hasChanged = try await gateway.store.changeCampaign(
      id, from: states, to: state, reason: reason, at: gateway.clock.milliseconds)
    if hasChanged {
      gateway.logger.notice(
        "campaign", metadata: ["campaign": "\(id)", "state": "\(state.rawValue)", "reason": "\(reason ?? "-")"])
      try await publish(id, gateway)
    }
    return hasChanged
  }

  private func publish(_ id: String, _ gateway: GatewayServices) async throws {
    guard gateway.events.isWanted(.campaign), let campaign = try await gateway.store.campaign(id) else { return }
    gateway.events.publish(.campaign, of: nil, at: gateway.clock.milliseconds, campaign.representation)
  }
}
