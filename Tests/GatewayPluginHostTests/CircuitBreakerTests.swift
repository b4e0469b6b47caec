import Testing

@testable import GatewayPluginHost

@Suite("Circuit breaker")
struct CircuitBreakerTests {
  @Test func opensAndCloses() {
    var breaker = CircuitBreaker(failureLimit: 2, pause: 100)
    func admitted(_ moments: [Int64]) -> [Int64] { moments.filter { breaker.admits(at: $0) } }
    func failures(_ moments: [Int64]) -> [Bool] { moments.map { breaker.fail(at: $0) } }

    #expect(failures([0]) == [false])
    breaker.succeed()
    #expect(failures([0]) == [false])
    #expect(admitted([0]) == [0])
    #expect(failures([0]) == [true])
    #expect(breaker.isOpen)
    // One may try; until it is known how that went, no other.
    #expect(admitted([99, 100, 101]) == [100])
    #expect(failures([102]) == [false])
    #expect(admitted([201, 202]) == [202])
    breaker.succeed()
    #expect(!breaker.isOpen)
    #expect(admitted([203, 204]) == [203, 204])
  }
}
