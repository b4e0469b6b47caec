import Testing

@testable import GatewayHandlers

@Suite("Comparison with a station's composite schedule")
struct ScheduleComparisonTests {
  private func expected(_ limits: [(Int64, Int?)]) -> CompositeSchedule {
    CompositeSchedule(
      start: 0, duration: 100, unit: .ampere,
      periods: limits.map { CompositeSchedule.Period(start: $0.0, limit: $0.1, phases: nil) })
  }

  @Test("less than calculated is all right, more is not")
  func excess() {
    let comparison = ScheduleComparison(
      expected: expected([(0, 160), (50, 100)]), found: [(0, 160), (30, 60), (60, 160)], duration: 100)
    #expect(comparison.excesses == [ScheduleComparison.Excess(start: 60, end: 100, expected: 100, found: 160)])
  }

  @Test("where nothing limits, nothing is too much; a change within an excess is told by itself")
  func stretches() {
    let comparison = ScheduleComparison(
      expected: expected([(0, nil), (10, 60), (40, 80), (70, 60)]), found: [(0, 320), (20, 100)], duration: 80)
    #expect(comparison.excesses.map(\.start) == [10, 20, 40, 70])
    #expect(comparison.excesses.last?.end == 80)
  }

  @Test("within the tolerance it is the same")
  func tolerance() {
    #expect(
      ScheduleComparison(expected: expected([(0, 100)]), found: [(0, 101)], duration: 100, tolerance: 1).excesses == [])
  }
}
