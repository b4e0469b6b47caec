import GatewayCore
import Testing

@Suite("LogAllowance")
struct LogAllowanceTests {
  @Test("ten lines a minute; what was left out is told with the next one")
  func window() {
    let allowance = LogAllowance()
    #expect(
      (0..<25).map { allowance.take(at: Int64($0)) } == Array(repeating: 0, count: 10)
        + Array(repeating: nil, count: 15))
    #expect(allowance.take(at: 59_999) == nil)
    #expect(allowance.take(at: 60_000) == 16)
    #expect(allowance.take(at: 60_001) == 0)
    // A clock that is set back doesn't silence it for good.
    #expect(allowance.take(at: 5) == 0)
  }
}
