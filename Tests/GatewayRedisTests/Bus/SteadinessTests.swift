@testable import GatewayRedis
import Testing

@Suite("Steadiness")
struct SteadinessTests {
  @Test("others are judged only after a while without a break")
  func periods() {
    var steadiness = Steadiness(period: .seconds(10))
    let begin = ContinuousClock.now
    func isSteady(_ second: Int) -> Bool { steadiness.isSteady(at: begin + .seconds(second)) }
    #expect(!isSteady(0))
    #expect(!isSteady(3))
    #expect(!isSteady(6))
    #expect(!isSteady(9))
    #expect(isSteady(12))
    #expect(isSteady(15))
    // A pause, as of a process that was stopped.
    #expect(!isSteady(40))
    #expect(!isSteady(44))
    #expect(!isSteady(48))
    #expect(isSteady(51))
    steadiness.broke()
    #expect(!isSteady(53))
  }
}
