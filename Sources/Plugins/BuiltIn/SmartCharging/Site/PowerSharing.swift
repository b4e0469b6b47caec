/// Shares a current among those who want it: the same for all, as far as they can use it.
///
/// When there isn't enough for everybody's minimum, those who came first get it and the others wait with nothing: less
/// than the minimum would charge no vehicle at all. Tenths of an ampere.
struct PowerSharing: Sendable {
  /// One who wants current. The order of the list is that in which they came.
  struct Demand: Sendable, Equatable {
    /// The most that it can use.
    var maximum: Int
  }

  /// What there is.
  var available: Int
  /// The least with which a vehicle charges (6 A by IEC 61851).
  var minimum: Int

  /// - Returns: a share for each demand: 0 or at least the minimum, together not more than there is.
  func shares(_ demands: [Demand]) -> [Int] {
    var shares = Array(repeating: 0, count: demands.count)
    // Who can't use the minimum gets nothing and takes nothing.
    var served = demands.indices.filter { demands[$0].maximum >= minimum && demands[$0].maximum > 0 }
    if minimum > 0 { served = Array(served.prefix(max(available, 0) / minimum)) }
    var rest = max(available, 0)
    var waiting = served.count
    // Those who can use the least first: what they leave is for the others.
    for index in served.sorted(by: { (demands[$0].maximum, $0) < (demands[$1].maximum, $1) }) {
      let share = min(demands[index].maximum, rest / waiting)
      shares[index] = share
      rest -= share
      waiting -= 1
    }
    return shares
  }
}
