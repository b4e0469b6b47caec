import GatewayCore
import OCPPCodec

/// Campaigns: the same job for many stations.
struct CampaignRoutes: Sendable {
  private let gateway: GatewayServices
  private let jobs: TransferJobs
  private let runner: CampaignRunner

  private static let tag = "Campaigns"
  private static let path = "/api/v1/campaigns"
  private static let one = "/api/v1/campaigns/{campaignId}"
  private static let content = Endpoint.Content.envelope(
    "`{campaignId, name, state: running|paused|aborted|completed, reason, progress, definition, …}`")
  private static let status = EndpointParameter.choice(
    "status", "Only stations in this state.", CampaignTarget.State.allCases.map(\.rawValue))
  private static let state = EndpointParameter.choice(
    "state", "Only campaigns in this state.", CampaignRecord.State.allCases.map(\.rawValue))

  init(_ gateway: GatewayServices, _ jobs: TransferJobs, _ runner: CampaignRunner) {
    self.gateway = gateway
    self.jobs = jobs
    self.runner = runner
  }

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .post, Self.path, tag: Self.tag, "Begins a campaign for the stations that match now.",
        body: CampaignDefinition.body, content: Self.content, statuses: [201, 404, 503]
      ) { try await create($0) },
      Endpoint(
        .get, Self.path, tag: Self.tag, "All campaigns, the newest first.", parameters: [Self.state, .limit, .after],
        content: .envelope("`{items, next}`"), statuses: [200, 503]
      ) { try await list($0) },
      Endpoint(
        .get, Self.one, tag: Self.tag, "A campaign and its progress.", content: Self.content, statuses: [200, 404, 503]
      ) { request in
        let campaign = try await campaign(request)
        return APIAnswer(campaign.state.rawValue, data: campaign.representation)
      },
      Endpoint(
        .get, Self.one + "/stations", tag: Self.tag, "A campaign's stations, in the order of their ids.",
        parameters: [Self.status, .limit, .after], content: .envelope("`{items, next}`"), statuses: [200, 404, 503]
      ) { try await stations($0) },
      change("pause", "Starts no further jobs until it is resumed.", from: [.running], to: .paused),
      change("resume", "Goes on with a campaign that was paused.", from: [.paused], to: .running),
      change(
        "abort", "Starts no further jobs for good; those that run go on.", from: CampaignRecord.State.open, to: .aborted
      ),
    ]
  }

  private func create(_ request: APIRequest) async throws -> APIAnswer {
    let definition = try CampaignDefinition(
      request.json(), jobs.configuration, now: gateway.clock.milliseconds)
    guard let campaign = try await runner.create(definition, gateway) else {
      throw APIError(.notFound, "no station of OCPP 1.6 matches the patterns of 'stations'")
    }
    let count = campaign.progress.values.reduce(0, +)
    return APIAnswer(
      .created, "a campaign for \(count) stations", data: campaign.representation,
      headers: ["location": "\(Self.path)/\(campaign.id)"])
  }

  private func list(_ request: APIRequest) async throws -> APIAnswer {
    let limit = try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit
    let state = try request.query.choice(Self.state, as: CampaignRecord.State.self)
    let found = try await gateway.store.campaigns(
      in: state.map { [$0] } ?? [], after: request.query.text(.after), limit: limit)
    return .list(
      "campaigns", found.map(\.representation), next: .some(found.count < limit ? nil : found.last?.cursor))
  }

  private func campaign(_ request: APIRequest) async throws -> CampaignRecord {
    guard let campaign = try await gateway.store.campaign(request["campaignId"]) else {
      throw APIError(.notFound, "there is no campaign '\(request["campaignId"].escapedForPeople(limit: 64))'")
    }
    return campaign
  }

  private func stations(_ request: APIRequest) async throws -> APIAnswer {
    let campaign = try await campaign(request)
    let limit = try request.query.integer(.limit, in: EndpointParameter.limits) ?? EndpointParameter.defaultLimit
    let found = try await gateway.store.campaignTargets(
      of: campaign.id, in: try request.query.choice(Self.status, as: CampaignTarget.State.self),
      after: request.query.text(.after).flatMap { StationID($0) }, limit: limit)
    return .list(
      "stations", found.map(\.representation),
      next: .some(found.count < limit ? nil : found.last?.station.text))
  }

  private func change(
    _ verb: String, _ summary: String, from states: Set<CampaignRecord.State>, to state: CampaignRecord.State
  ) -> Endpoint {
    Endpoint(
      .post, Self.one + "/" + verb, tag: Self.tag, summary, content: Self.content, statuses: [200, 404, 409, 503]
    ) { request in
      let before = try await campaign(request)
      let reason = state == .running ? nil : "by an operator"
      guard try await runner.change(before.id, from: states, to: state, reason, gateway) else {
        throw APIError(.conflict, "the campaign is \(before.state.rawValue)", data: before.representation)
      }
      let after = try await campaign(request)
      return APIAnswer(after.state.rawValue, data: after.representation)
    }
  }
}

extension CampaignRecord {
  /// What operators are told.
  var representation: APIValue {
    let states = CampaignTarget.State.allCases
    return [
      "campaignId": .text(id),
      "name": .text(name),
      "state": .text(state.rawValue),
      "reason": .optional(reason),
      "progress": .object(states.map { (name: $0.rawValue, value: .integer(progress[$0] ?? 0)) }),
      "definition": .raw(definition),
      "createdAt": .moment(createdAt),
      "updatedAt": .moment(updatedAt),
    ]
  }
}

extension CampaignTarget {
  /// What operators are told.
  var representation: APIValue {
    [
      "clientId": .text(station.text),
      "status": .text(state.rawValue),
      "operationId": .optional(operation),
      "message": .optional(message),
      "updatedAt": .moment(updatedAt),
    ]
  }
}
