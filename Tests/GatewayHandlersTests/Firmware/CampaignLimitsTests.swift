import GatewayConfig
import GatewayCore
import OCPPCodec
import Testing

@testable import GatewayHandlers

@Suite("Campaigns: how fast, and until when")
struct CampaignLimitsTests {
  @Test("as many at a time as may run")
  func parallelism() {
    let limits = CampaignLimits(parallelism: 3)
    #expect(limits.decide([.pending: 10]) == .start(3))
    #expect(limits.decide([.pending: 10, .running: 2]) == .start(1))
    #expect(limits.decide([.pending: 10, .running: 3]) == .wait)
    #expect(limits.decide([.pending: 1, .running: 1]) == .start(1))
    #expect(limits.decide([.running: 1]) == .wait)
    #expect(limits.decide([.succeeded: 5, .failed: 2, .skipped: 1]) == .complete)
    #expect(limits.decide([:]) == .complete)
  }

  @Test("so many failures end it, unless nothing is left to start")
  func failures() {
    let limits = CampaignLimits(parallelism: 3, maximumFailures: 2)
    #expect(limits.decide([.pending: 5, .failed: 1]) == .start(3))
    #expect(limits.decide([.pending: 5, .failed: 2]) == .abort("2 of 2 jobs failed"))
    #expect(limits.decide([.failed: 2, .running: 1]) == .wait)
    #expect(limits.decide([.failed: 2]) == .complete)
  }

  @Test("a share of failures ends it once as many have ended as run at a time")
  func share() {
    let limits = CampaignLimits(parallelism: 4, maximumFailurePercent: 25)
    #expect(limits.decide([.pending: 5, .failed: 3]) == .start(4))
    #expect(limits.decide([.pending: 5, .failed: 1, .succeeded: 3]) == .start(4))
    #expect(limits.decide([.pending: 5, .failed: 2, .succeeded: 3]) == .abort("2 of 5 jobs failed, more than 25 %"))
  }

  @Test("a selection is of those that match every pattern")
  func selection() throws {
    var station = StationRecord(id: try #require(StationID("DEPOT-1")), version: .v16)
    #expect(StationSelection().includes(station))
    #expect(StationSelection(id: GlobPattern("DEPOT-*")).includes(station))
    #expect(StationSelection(id: GlobPattern("X*")).includes(station) == false)
    #expect(StationSelection(vendor: GlobPattern("*")).includes(station) == false)
    station.vendor = "ACME"
    station.model = "One"
    station.firmwareVersion = "1.4.2"
    #expect(
      StationSelection(vendor: GlobPattern("AC*"), model: GlobPattern("On?"), firmware: GlobPattern("1.*"))
        .includes(station))
    #expect(StationSelection(vendor: GlobPattern("AC*"), firmware: GlobPattern("2.*")).includes(station) == false)
  }
}
