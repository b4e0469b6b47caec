package import OCPPCodec

/// What is kept of a station and doesn't name it.
package struct OfStation<Value: Sendable & Equatable & Codable>: Sendable, Equatable, Codable {
  package var station: StationID
  package var value: Value

  package init(_ station: StationID, _ value: Value) {
    self.station = station
    self.value = value
  }
}

/// A transaction with all that was sent of it.
package struct TransactionBackup: Sendable, Equatable, Codable {
  /// Without its cursor.
  package var record: TransactionRecord
  /// 2.0.1: the number of the event that the end is taken from.
  package var stopSequence: Int?
  /// In the order they came.
  package var messages: [TransactionMessage]

  package init(record: TransactionRecord, stopSequence: Int?, messages: [TransactionMessage]) {
    self.record = record
    self.record.cursor = ""
    self.stopSequence = stopSequence
    self.messages = messages
  }

  /// The number of the event that the charging state is taken from.
  package var chargingSequence: Int? {
    messages.filter { $0.chargingState != nil }.compactMap(\.sequenceNumber).max()
  }
}

/// Meter values or a TransactionEvent, as it is kept.
package struct TransactionMessage: Sendable, Equatable, Codable {
  /// 2.0.1, as is what follows up to ``idTokenType``.
  package var sequenceNumber: Int?
  package var kind: String?
  package var triggerReason: String?
  package var chargingState: String?
  package var stoppedReason: String?
  package var isOffline: Bool?
  package var timestamp: String?
  package var occurredAt: Int64?
  package var idToken: String?
  package var idTokenType: String?
  package var evse: Int?
  package var connector: Int?
  /// Milliseconds since the epoch.
  package var receivedAt: Int64
  /// An array of meter values, as JSON.
  package var values: RawJSON?

  package init(receivedAt: Int64) {
    self.receivedAt = receivedAt
  }
}

/// Meter values of no transaction that the store knows.
package struct OtherMeterValues: Sendable, Equatable, Codable {
  package var station: StationID
  /// As the station named it; nil: outside transactions.
  package var transaction: String?
  package var message: TransactionMessage

  package init(station: StationID, transaction: String?, message: TransactionMessage) {
    self.station = station
    self.transaction = transaction
    self.message = message
  }
}

/// A station of a campaign.
package struct CampaignTargetBackup: Sendable, Equatable, Codable {
  package var campaign: String
  package var target: CampaignTarget

  package init(campaign: String, target: CampaignTarget) {
    self.campaign = campaign
    self.target = target
  }
}

/// What a plugin keeps under a key.
package struct PluginStateBackup: Sendable, Equatable, Codable {
  package var plugin: String
  package var key: [UInt8]
  package var value: [UInt8]
  package var version: UInt64
  /// Milliseconds since the epoch; nil: never.
  package var expiresAt: Int64?

  package init(plugin: String, key: [UInt8], value: [UInt8], version: UInt64, expiresAt: Int64?) {
    self.plugin = plugin
    self.key = key
    self.value = value
    self.version = version
    self.expiresAt = expiresAt
  }
}
