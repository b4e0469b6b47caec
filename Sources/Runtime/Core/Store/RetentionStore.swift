/// What of the past is kept. Moments are milliseconds since the epoch.
package struct RetentionLimits: Sendable, Equatable {
  /// Operations whose last change was before are removed, if they have ended or are uncertain.
  package var operationsBefore: Int64
  /// The most such operations that are kept; at least 1.
  package var operationCount: Int
  /// Reservations that ended before are removed.
  package var reservationsBefore: Int64
  /// Campaigns that ended before are removed, with what became of their stations.
  package var campaignsBefore: Int64

  package init(operationsBefore: Int64, operationCount: Int, reservationsBefore: Int64, campaignsBefore: Int64) {
    self.operationsBefore = operationsBefore
    self.operationCount = operationCount
    self.reservationsBefore = reservationsBefore
    self.campaignsBefore = campaignsBefore
  }
}

/// Where the past is forgotten. See ``Store`` for what holds for all methods.
package protocol RetentionStore: Sendable {
  /// Removes what is past the limits, some hundreds at a time, so that others needn't wait. What goes on is never removed.
  ///
  /// - Returns: how many were removed; 0 when nothing is past the limits any more.
  func removePast(_ limits: RetentionLimits) async throws -> Int
}
