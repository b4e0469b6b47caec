package import GatewayCore

extension SQLiteStore {
  package func createCampaign(_ campaign: CampaignRecord, stations: [StationID]) async throws {
    try await writeMuch { try $0.create(campaign, stations: stations) }
  }

  package func campaign(_ id: String) async throws -> CampaignRecord? {
    try await read(isShort: false) { try $0.campaign(id) }
  }

  package func campaigns(
    in states: Set<CampaignRecord.State>, after cursor: String?, limit: Int
  ) async throws -> [CampaignRecord] {
    try await read(isShort: false) { try $0.campaigns(in: states, after: cursor, limit: limit) }
  }

  package func changeCampaign(
    _ id: String, from states: Set<CampaignRecord.State>, to state: CampaignRecord.State, reason: String?,
    at moment: Int64
  ) async throws -> Bool {
    try await write { try $0.changeCampaign(id, from: states, to: state, reason: reason, at: moment) }
  }

  package func campaignTargets(
    of id: String, in state: CampaignTarget.State?, after station: StationID?, limit: Int
  ) async throws -> [CampaignTarget] {
    try await read(isShort: false) { try $0.campaignTargets(of: id, in: state, after: station, limit: limit) }
  }

  package func changeCampaignTarget(
    _ target: CampaignTarget, of id: String, from states: Set<CampaignTarget.State>
  ) async throws -> Bool {
    try await write { try $0.changeCampaignTarget(target, of: id, from: states) }
  }
}
