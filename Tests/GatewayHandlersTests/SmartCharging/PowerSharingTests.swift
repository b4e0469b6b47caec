import Testing

@testable import GatewayHandlers

@Suite("Power sharing")
struct PowerSharingTests {
  @Test(
    "shares",
    arguments: [
      (available: 320, maxima: [320, 320], shares: [160, 160]),
      (available: 320, maxima: [100, 320], shares: [100, 220]),
      (available: 120, maxima: [320, 320, 320], shares: [60, 60, 0]),
      (available: 59, maxima: [320], shares: [0]),
      (available: -5, maxima: [320], shares: [0]),
      (available: 320, maxima: [], shares: []),
      (available: 320, maxima: [50, 320], shares: [0, 320]),
      (available: 1000, maxima: [320, 160], shares: [320, 160]),
      (available: 100, maxima: [0, 0], shares: [0, 0]),
      (available: 200, maxima: [320, 320, 320], shares: [66, 67, 67]),
    ])
  func shares(_ given: (available: Int, maxima: [Int], shares: [Int])) {
    let found = PowerSharing(available: given.available, minimum: 60).shares(
      given.maxima.map { PowerSharing.Demand(maximum: $0) })
    #expect(found == given.shares)
  }

  @Test(
    "never more than there is, none below the minimum, the first ones served, nothing left that somebody could use",
    arguments: 0..<300)
  func properties(_ seed: Int) {
    var random = Reproducible(seed: UInt64(seed) << 32)
    let minimum = Int.random(in: 0...100, using: &random)
    let available = Int.random(in: 0...1500, using: &random)
    let maxima = (0..<Int.random(in: 0...12, using: &random)).map { _ in Int.random(in: 0...320, using: &random) }
    let shares = PowerSharing(available: available, minimum: minimum).shares(
      maxima.map { PowerSharing.Demand(maximum: $0) })
    let sum = shares.reduce(0, +)
    #expect(sum <= available)
    #expect(zip(shares, maxima).allSatisfy { $0 <= $1 && ($0 == 0 || $0 >= minimum) })
    // Somebody waits only when those before have the rest, down to less than a minimum.
    let able = maxima.indices.filter { maxima[$0] >= minimum && maxima[$0] > 0 }
    let served = able.filter { shares[$0] > 0 }
    if minimum > 0 {
      #expect(served == Array(able.prefix(served.count)))
      if served.count < able.count { #expect(served.count == available / minimum) }
    }
    if served.contains(where: { shares[$0] < maxima[$0] }) { #expect(sum == available) }
    // Equal among those who could use more.
    let wanting = served.filter { shares[$0] < maxima[$0] }.map { shares[$0] }
    #expect((wanting.max() ?? 0) - (wanting.min() ?? 0) <= 1)
  }
}
