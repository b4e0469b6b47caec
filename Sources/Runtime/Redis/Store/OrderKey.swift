import GatewayCore
import Synchronization

/// Where a record is in lists, the newest first: the millisecond when it was first heard of, then a number.
///
/// As text that sorts as it does, so that a sorted set whose members begin with it is a list with pages.
struct OrderKey: Sendable, Hashable {
  static let length = 22

  /// 22 hexadecimal digits.
  let text: String

  /// - Parameter moment: milliseconds since the epoch; what has no room is clamped.
  init(moment: Int64, number: Int64) {
    text =
      Self.hexadecimal(min(max(moment, 0), 0xFFFF_FFFF_FFFF), digits: 12) + Self.hexadecimal(number, digits: 10)
  }

  /// - Parameter text: from outside; nil when it is none.
  init?(_ text: String) {
    guard text.utf8.count == Self.length, text.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else {
      return nil
    }
    self.text = text
  }

  private static func hexadecimal(_ value: Int64, digits count: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(count - digits.count, 0)) + digits.suffix(count)
  }
}

/// Gives order keys; numbers come from Redis, many at once.
final class OrderKeys: Sendable {
  private static let block: Int64 = 1000

  private let counter: String
  private let client: RedisClient
  private let free = Mutex<Range<Int64>>(0..<0)

  /// - Parameter counter: the key of the counter.
  init(counter: String, _ client: RedisClient) {
    self.counter = counter
    self.client = client
  }

  func next(at moment: Int64) async throws -> OrderKey {
    if let number = take() { return OrderKey(moment: moment, number: number) }
    guard let last = try await client.send(RedisCommand("INCRBY", counter, Self.block)).integer else {
      throw StoreError(.corrupt, "\(counter) is no number")
    }
    // Another may have fetched numbers too; the greater ones are used, the others never.
    free.withLock { free in
      if last >= free.upperBound { free = (last - Self.block + 1)..<(last + 1) }
    }
    return OrderKey(moment: moment, number: take() ?? last)
  }

  private func take() -> Int64? {
    free.withLock { free in
      guard let first = free.first else { return nil }
      free = (first + 1)..<free.upperBound
      return first
    }
  }
}
