import Foundation
@testable import GatewaySimulator
import Testing

@Suite("parts of the simulator")
struct SimulatorPartsTests {
  @Test("the meter is exact, whatever the steps")
  func meter() {
    var one = EnergyMeter(wattHours: 5, at: 0)
    one.update(at: 0, power: 7_333)
    var many = one
    one.update(at: 3_600_000)
    for moment in stride(from: Int64(0), through: 3_600_000, by: 997) { many.update(at: moment) }
    many.update(at: 3_600_000)
    #expect(one.wattHours == 7_338)
    #expect(many == one)
    many.update(at: 1_000, power: 0)
    #expect(many.wattHours == 7_338)
  }

  @Test("timers come in order; those due together as they were set")
  func timers() {
    var timers = StationTimers()
    timers.set(.sample(1), at: 20)
    timers.set(.sample(2), at: 10)
    timers.set(.sample(3), at: 20)
    timers.set(.sample(2), at: 30)
    timers.set(.heartbeat, at: 5)
    timers.cancel(.heartbeat)
    #expect(timers.pop(at: 19) == nil)
    #expect(timers.pop(at: 25) == .sample(1))
    #expect(timers.pop(at: 25) == .sample(3))
    #expect(timers.next == 30)
  }

  @Test("percentiles are within three percent")
  func percentiles() throws {
    var histogram = LatencyHistogram()
    for value in UInt64(1)...100_000 { histogram.add(microseconds: value) }
    for part in [0.5, 0.9, 0.99] {
      let value = Double(try #require(histogram.percentile(part)))
      #expect(abs(value / (part * 100_000) - 1) < 0.032)
    }
    #expect(histogram.percentile(1) == 100_000)
    histogram.add(microseconds: .max)
    #expect(histogram.percentile(1) == .max)
  }

  @Test("Base64", arguments: ["", "a", "ab", "abc", "CP-1:secret"])
  func base64(text: String) {
    #expect(Base64.encode(Array(text.utf8)) == Data(text.utf8).base64EncodedString())
  }

  @Test("recurring schedules return every day; a duration ends them")
  func recurring() {
    let profile = InstalledProfile(
      id: 1, connector: 0, purpose: .transactionDefault, stackLevel: 0, kind: .recurring(period: 86_400_000),
      validFrom: nil, validTo: nil, transaction: nil, scheduleStart: 1_000, duration: 7_200_000,
      periods: [.init(start: 0, watts: 5), .init(start: 3_600_000, watts: 9)])
    let day: Int64 = 86_400_000
    func limit(_ moment: Int64) -> InstalledProfile.Limit { profile.limit(at: moment, transactionBegan: 0) }
    #expect(limit(0) == .init(changesAt: 1_000))
    #expect(limit(3 * day + 1_000) == .init(watts: 5, changesAt: 3 * day + 3_601_000))
    #expect(limit(3 * day + 3_601_000) == .init(watts: 9, changesAt: 3 * day + 7_201_000))
    #expect(limit(3 * day + 7_201_000) == .init(changesAt: 4 * day + 1_000))
  }
}
