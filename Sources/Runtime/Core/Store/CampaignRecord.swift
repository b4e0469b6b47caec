package import OCPPCodec

/// The same job for many stations, such as a firmware update. Moments are milliseconds since the epoch.
package struct CampaignRecord: Sendable, Equatable, Codable {
  /// Where it is in its life.
  package enum State: String, Sendable, Hashable, CaseIterable, Codable {
    /// Jobs are started as others end.
    case running
    /// What runs goes on; nothing new is started.
    case paused
    /// Nothing new will be started.
    case aborted
    /// Every station has had its job.
    case completed

    /// Those in which it can go on.
    package static let open: Set<State> = [.running, .paused]
  }

  package var id: String
  /// For people.
  package var name: String
  /// What is done, for whom, and how, as JSON: whoever runs it knows how to read that.
  package var definition: RawJSON
  package var state: State
  /// Why it is paused or aborted.
  package var reason: String?
  package var createdAt: Int64
  package var updatedAt: Int64
  /// How many stations it has in each state.
  package var progress: [CampaignTarget.State: Int] = [:]
  /// Its place in lists; opaque, made by the store.
  package var cursor = ""

  package init(id: String, name: String, definition: RawJSON, state: State, createdAt: Int64, updatedAt: Int64) {
    self.id = id
    self.name = name
    self.definition = definition
    self.state = state
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

/// A station of a campaign.
package struct CampaignTarget: Sendable, Equatable, Codable {
  /// Where its job is.
  package enum State: String, Sendable, Hashable, CaseIterable, Codable {
    /// Not begun.
    case pending
    case running
    case succeeded
    case failed
    /// Not to be done: it has what it should get.
    case skipped
  }

  package var station: StationID
  package var state: State
  /// The operation that does the job.
  package var operation: String?
  /// How it ended, for people.
  package var message: String?
  /// Milliseconds since the epoch.
  package var updatedAt: Int64

  package init(
    station: StationID, state: State, operation: String? = nil, message: String? = nil, updatedAt: Int64
  ) {
    self.station = station
    self.state = state
    self.operation = operation
    self.message = message
    self.updatedAt = updatedAt
  }
}
