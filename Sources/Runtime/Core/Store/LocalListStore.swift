/// Where it is kept which Local Authorization List each station has. See ``Store`` for what holds for all methods.
package protocol LocalListStore: Sendable {
  /// Grows with each change of an id token, by whatever way it came.
  func idTokenRevision() async throws -> Int64

  /// What is known of a station's list; nil before anything was.
  func localList(of station: StationID) async throws -> LocalListRecord?

  /// What is known of stations' lists, in the order of their ids.
  ///
  /// - Parameter limit: at most this many, 1 to 1000.
  func localLists(after station: StationID?, limit: Int) async throws -> [LocalListRecord]

  /// The entries that a station has as far as is known, in the order of their lower-case id tags.
  ///
  /// - Parameters:
  ///   - idTag: only those that come after this one.
  ///   - limit: at most this many.
  func localListEntries(of station: StationID, after idTag: String?, limit: Int) async throws -> [LocalListEntry]

  /// Records an update that the station accepted. A differential one says nothing of the rest of a list that isn't
  /// known.
  ///
  /// - Parameter moment: milliseconds since the epoch.
  func recordLocalListUpdate(_ update: LocalListUpdate, at moment: Int64) async throws

  /// Records the version that a station says its list has: -1: it has none; 0: the list is empty (OCPP 1.6 §5.10).
  ///
  /// - Parameter moment: milliseconds since the epoch.
  /// - Returns: what is known then.
  func recordLocalListVersion(_ version: Int, of station: StationID, at moment: Int64) async throws -> LocalListRecord

  /// Records what went wrong.
  ///
  /// - Parameter moment: milliseconds since the epoch.
  func recordLocalListProblem(_ problem: LocalListProblem, of station: StationID, at moment: Int64) async throws

  /// Records what a station says of its limits.
  func recordLocalListLimits(_ limits: LocalListLimits, of station: StationID) async throws

  /// Records that a station was brought up to date.
  ///
  /// - Parameters:
  ///   - list: the name of the list.
  ///   - revision: the ``idTokenRevision()`` that the list was made from.
  ///   - leftOut: how many of its tokens the station has no room for.
  func recordLocalListSynchronised(
    _ station: StationID, list: String, revision: Int64, leftOut: Int
  ) async throws
}
