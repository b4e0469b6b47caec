internal import GatewayCore

/// Keys of transactions: the millisecond when one was first heard of, then a number that tells those of one
/// millisecond apart. The greatest key is the newest transaction.
struct TransactionKeySequence {
  private static let counterBits: Int64 = 20
  private static let counterMask: Int64 = (1 << counterBits) - 1
  private static let latestMoment: Int64 = (1 << (63 - counterBits)) - 1

  private var greatest: Int64
  private let selectGreatest: SQLiteStatement

  init(_ connection: SQLiteConnection) throws {
    selectGreatest = try connection.prepare("SELECT max(key) FROM transactions WHERE key BETWEEN ? AND ?")
    greatest = -1
    greatest = try greatest(between: 0, and: .max) ?? -1
  }

  /// - Parameter moment: milliseconds since the epoch; what no key can hold is clamped.
  mutating func next(at moment: Int64) throws -> Int64 {
    let first = min(max(moment, 0), Self.latestMoment) << Self.counterBits
    let last = first | Self.counterMask
    var key = first
    if greatest >= first, let used = greatest <= last ? greatest : try greatest(between: first, and: last) {
      guard used < last else { throw StoreError(.unavailable, "too many transactions in one millisecond") }
      key = used + 1
    }
    greatest = max(greatest, key)
    return key
  }

  private func greatest(between first: Int64, and last: Int64) throws -> Int64? {
    selectGreatest.bind(first)
    selectGreatest.bind(last)
    return try selectGreatest.row(of: "transactions") { try $0.optionalInteger(0) } ?? nil
  }
}
