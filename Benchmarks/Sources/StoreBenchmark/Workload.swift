import BenchmarkSupport
import GatewayCore
import OCPPCodec

/// An operation of the store, done many times by many callers.
struct Workload: Sendable {
  let name: String
  /// Brings the store into the state that the operation needs.
  var prepare: @Sendable (any Store, Int) async throws -> Void = { _, _ in }
  /// Makes the n-th operation, before the clock runs.
  let make: @Sendable (Int) throws -> @Sendable (any Store) async throws -> Void

  static let meterValues =
    #"[{"timestamp":"2026-03-14T09:26:53Z","sampledValue":[{"value":"14052","context":"Sample.Periodic","#
    + #""measurand":"Energy.Active.Import.Register","unit":"Wh"},{"value":"7021.5","context":"Sample.Periodic","#
    + #""measurand":"Power.Active.Import","unit":"W"},{"value":"10.2","context":"Sample.Periodic","#
    + #""measurand":"Current.Import","phase":"L1","unit":"A"}]}]"#
  static let timestamp = "2026-03-14T09:26:53Z"
  static let moment: Int64 = 1_773_480_413_000
  static let policy = AuthorizationPolicy(acceptsUnknownTokens: true)

  struct BadSample: Error {}

  static func transactionID(_ row: Int) -> String { String(100_000_000 + row % 1000 * 1_000_003 % 900_000_000) }

  static func station(_ number: Int) throws -> StationID {
    guard let station = StationID("CP-\(number % 1000)") else { throw BadSample() }
    return station
  }

  static func json(_ text: String) throws -> RawJSON {
    guard let json = RawJSON(text: text) else { throw BadSample() }
    return json
  }

  /// Runs the operations, each caller's one after another.
  func run(on store: any Store, operations: Int, callers: Int) async throws -> Cost {
    try await prepare(store, operations)
    let share = operations / callers
    let shares = try (0..<callers).map { caller in
      try (0..<share).map { try make($0 * callers + caller) }
    }
    let mark = Cost.Mark()
    try await withThrowingTaskGroup { group in
      for share in shares {
        group.addTask { for operation in share { try await operation(store) } }
      }
      try await group.waitForAll()
    }
    return mark.cost(of: share * callers)
  }
}
