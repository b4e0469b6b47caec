/// Where processes that share a store agree on who does what only one may do. See ``Store`` for what holds for all methods.
///
/// The processes' clocks must not differ by more than a few seconds: leases are taken for much longer.
package protocol LeaseStore: Sendable {
  /// Takes a lease, or holds it longer.
  ///
  /// - Parameters:
  ///   - name: what it is for.
  ///   - holder: who takes it; no other process has this name.
  ///   - end: until when it holds; milliseconds since the epoch.
  ///   - moment: now; milliseconds since the epoch.
  /// - Returns: whether the holder has it now; false, and nothing has changed, while another's goes on.
  func takeLease(_ name: String, for holder: String, until end: Int64, at moment: Int64) async throws -> Bool

  /// Gives a lease back, so that another can take it at once. Changes nothing when it is another's.
  func giveBackLease(_ name: String, of holder: String) async throws
}
