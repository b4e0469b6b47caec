import GatewayConformance
import OCPPCodec

/// Where two messages differ.
struct AnswerComparison {
  /// A value that is another.
  struct Difference: Hashable {
    /// A JSON pointer into the payload; empty for the answer as a whole.
    var pointer: String
    /// JSON, or words; `nothing` where there is no value.
    var recorded: String
    var now: String
  }

  /// Times that differ by less are the same, in milliseconds.
  let tolerance: Int64
  /// Values that may differ.
  let ignored: [PointerPattern]

  /// Compares two payloads.
  func differences(_ recorded: JSONTree, _ now: JSONTree) -> [Difference] {
    var found: [Difference] = []
    compare(recorded, now, JSONPointer(), &found)
    return found
  }

  private func compare(
    _ recorded: JSONTree?, _ now: JSONTree?, _ pointer: JSONPointer, _ found: inout [Difference]
  ) {
    guard recorded != now, !ignored.contains(where: { $0.matches(pointer) }) else { return }
    switch (recorded, now) {
    case (.object(let left)?, .object(let right)?):
      let names = left.map(\.name) + right.map(\.name).filter { name in !left.contains { $0.name == name } }
      for name in names { compare(recorded?[name], now?[name], pointer.appending(name), &found) }
    case (.array(let left)?, .array(let right)?):
      for index in 0..<max(left.count, right.count) {
        compare(
          index < left.count ? left[index] : nil, index < right.count ? right[index] : nil,
          pointer.appending(String(index)), &found)
      }
    case (.string(let left)?, .string(let right)?) where isSameTime(left, right): return
    case (.number(let left)?, .number(let right)?) where isSameNumber(left, right): return
    default:
      found.append(
        Difference(
          pointer: pointer.description, recorded: Self.shown(recorded), now: Self.shown(now)))
    }
  }

  private func isSameTime(_ left: String, _ right: String) -> Bool {
    guard let left = DateTime(rfc3339: left)?.millisecondsSinceEpoch,
      let right = DateTime(rfc3339: right)?.millisecondsSinceEpoch
    else { return false }
    return abs(left - right) <= tolerance
  }

  /// `1` and `1.0` are.
  private func isSameNumber(_ left: String, _ right: String) -> Bool {
    guard let left = Double(left), let right = Double(right) else { return false }
    return left == right
  }

  private static func shown(_ value: JSONTree?) -> String {
    value.map { $0.text.escapedForPeople(limit: 200) } ?? "nothing"
  }
}
