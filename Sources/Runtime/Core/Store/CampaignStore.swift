/// Where campaigns are kept. See ``Store`` for what holds for all methods.
package protocol CampaignStore: Sendable {
  /// Creates a campaign. The same id again changes nothing.
  func createCampaign(_ campaign: CampaignRecord, stations: [StationID]) async throws

  /// A campaign; nil if there is none.
  func campaign(_ id: String) async throws -> CampaignRecord?

  /// Campaigns, the newest first.
  ///
  /// - Parameters:
  ///   - states: only those in these; empty: in any.
  ///   - cursor: only those that come after this one: its ``CampaignRecord/cursor``.
  ///   - limit: at most this many, 1 to 1000.
  func campaigns(
    in states: Set<CampaignRecord.State>, after cursor: String?, limit: Int
  ) async throws -> [CampaignRecord]

  /// Changes a campaign's state.
  ///
  /// - Parameters:
  ///   - states: only if it is in one of these.
  ///   - reason: nil: none.
  ///   - moment: milliseconds since the epoch.
  /// - Returns: whether it was.
  func changeCampaign(
    _ id: String, from states: Set<CampaignRecord.State>, to state: CampaignRecord.State, reason: String?,
    at moment: Int64
  ) async throws -> Bool

  /// A campaign's stations, in the order of their ids.
  ///
  /// - Parameters:
  ///   - state: only those in it; nil: in any.
  ///   - limit: at most this many, 1 to 1000.
  func campaignTargets(
    of id: String, in state: CampaignTarget.State?, after station: StationID?, limit: Int
  ) async throws -> [CampaignTarget]

  /// Records what became of a campaign's station.
  ///
  /// - Parameter states: only if it is in one of these.
  /// - Returns: whether it was.
  func changeCampaignTarget(
    _ target: CampaignTarget, of id: String, from states: Set<CampaignTarget.State>
  ) async throws -> Bool
}
