import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  static let campaignChecks: [StoreCheck] = [
    StoreCheck("campaign: is as it was created, with all its stations waiting") { store in
      try await store.createCampaign(campaign("c1"), stations: stations(["CP-2", "CP-1", "CP-2"]))
      let found = try #require(try await store.campaign("c1"))
      #expect(found.name == "c1")
      #expect(found.definition.text == #"{"location":"https://a/b"}"#)
      #expect(found.state == .running)
      #expect(found.progress == [.pending: 2])
      #expect(
        try await store.campaignTargets(of: "c1", in: nil, after: nil, limit: 9).map(\.station.text)
          == ["CP-1", "CP-2"])
      #expect(try await store.campaign("c2") == nil)
      #expect(try await store.campaignTargets(of: "c2", in: nil, after: nil, limit: 9) == [])
    },
    StoreCheck("campaign: the same id again changes nothing") { store in
      try await store.createCampaign(campaign("c1"), stations: stations(["CP-1"]))
      try await store.createCampaign(campaign("c1"), stations: stations(["CP-2"]))
      #expect(try await store.campaign("c1")?.progress == [.pending: 1])
    },
    StoreCheck("campaign: changes only from the states named") { store in
      try await store.createCampaign(campaign("c1"), stations: stations(["CP-1"]))
      #expect(
        try await store.changeCampaign("c1", from: [.running], to: .paused, reason: "by hand", at: Samples.moment + 1))
      #expect(
        try await store.changeCampaign("c1", from: [.running], to: .aborted, reason: nil, at: Samples.moment) == false)
      #expect(
        try await store.changeCampaign("c2", from: [.running], to: .aborted, reason: nil, at: Samples.moment) == false)
      let found = try await store.campaign("c1")
      #expect(found?.state == .paused)
      #expect(found?.reason == "by hand")
      #expect(found?.updatedAt == Samples.moment + 1)
    },
    StoreCheck("campaign: a station's job, step by step") { store in
      try await store.createCampaign(campaign("c1"), stations: stations(["CP-1", "CP-2"]))
      var target = CampaignTarget(
        station: try Samples.station(), state: .running, operation: "op-1", updatedAt: Samples.moment)
      #expect(try await store.changeCampaignTarget(target, of: "c1", from: [.pending]))
      #expect(try await store.changeCampaignTarget(target, of: "c1", from: [.pending]) == false)
      #expect(try await store.campaignTargets(of: "c1", in: .running, after: nil, limit: 9) == [target])
      target.state = .failed
      target.message = "no room"
      #expect(try await store.changeCampaignTarget(target, of: "c1", from: [.running]))
      #expect(try await store.campaign("c1")?.progress == [.pending: 1, .failed: 1])
      target.station = try Samples.station("CP-9")
      #expect(try await store.changeCampaignTarget(target, of: "c1", from: [.pending]) == false)
    },
    StoreCheck("campaign: lists by state and pages, the newest first") { store in
      for id in ["a", "b", "c"] { try await store.createCampaign(campaign(id), stations: stations(["CP-1"])) }
      _ = try await store.changeCampaign("b", from: [.running], to: .aborted, reason: nil, at: Samples.moment)
      #expect(try await store.campaigns(in: [], after: nil, limit: 9).map(\.id) == ["c", "b", "a"])
      #expect(try await store.campaigns(in: [.running, .paused], after: nil, limit: 9).map(\.id) == ["c", "a"])
      let first = try await store.campaigns(in: [], after: nil, limit: 1)
      #expect(try await store.campaigns(in: [], after: first.last?.cursor, limit: 9).map(\.id) == ["b", "a"])
      #expect(try await store.campaigns(in: [], after: "no cursor!", limit: 9) == [])
      let page = try await store.campaignTargets(of: "a", in: nil, after: Samples.station(), limit: 9)
      #expect(page == [])
    },
    StoreCheck(durable: "campaign: is there after the store is opened again") { fixture in
      let store = try await fixture.open()
      try await store.createCampaign(campaign("c1"), stations: stations(["CP-1"]))
      let target = CampaignTarget(
        station: try Samples.station(), state: .running, operation: "op-1", updatedAt: Samples.moment)
      _ = try await store.changeCampaignTarget(target, of: "c1", from: [.pending])
      let before = try await store.campaign("c1")
      await store.close()
      let again = try await fixture.open()
      #expect(try await again.campaign("c1") == before)
      #expect(try await again.campaignTargets(of: "c1", in: .running, after: nil, limit: 9) == [target])
      await again.close()
    },
  ]

  private static func campaign(_ id: String) throws -> CampaignRecord {
    CampaignRecord(
      id: id, name: id, definition: try Samples.json(#"{"location":"https://a/b"}"#), state: .running,
      createdAt: Samples.moment, updatedAt: Samples.moment)
  }

  private static func stations(_ ids: [String]) throws -> [StationID] { try ids.map(Samples.station) }
}
