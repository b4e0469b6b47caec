import Glibc

/// Random numbers that are the same in every run with the same seed: SplitMix64.
///
/// What a station does is drawn from a stream per purpose and occasion (its third session, its second outage), so that it
/// doesn't depend on how fast answers come.
struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// - Parameters:
  ///   - seed: of the whole simulation.
  ///   - station: the station's id.
  ///   - purpose: what is drawn.
  ///   - occasion: which one of these.
  init(seed: UInt64, station: String, purpose: String, occasion: Int = 0) {
    var hash = seed ^ 0xCBF2_9CE4_8422_2325
    for byte in station.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    state = hash &+ UInt64(bitPattern: Int64(occasion)) &* 0xD1B5_4A32_D192_ED03
    _ = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Whether something happens that happens with a probability of 0 to 1.
  mutating func happens(_ probability: Double) -> Bool {
    probability > 0 && Double.random(in: 0..<1, using: &self) < probability
  }

  /// A time until something that happens so often a day on average, in milliseconds; nil if it never does.
  mutating func interval(perDay rate: Double) -> Int64? {
    guard rate > 0 else { return nil }
    let uniform = Double.random(in: Double.leastNonzeroMagnitude..<1, using: &self)
    return Int64(-log(uniform) / rate * 86_400_000)
  }

  /// A duration in a range, in milliseconds.
  mutating func milliseconds(_ range: ClosedRange<Duration>) -> Int64 {
    Int64.random(in: range.lowerBound.milliseconds...range.upperBound.milliseconds, using: &self)
  }
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
