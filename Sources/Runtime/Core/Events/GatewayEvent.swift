/// Something that happened, for operators' screens and for handlers that follow it up.
package struct GatewayEvent: Sendable {
  /// What kind of thing.
  package enum Kind: Int, Sendable, Hashable, CaseIterable {
    /// A station's connection is up.
    case connected
    /// A station's connection has ended.
    case disconnected
    /// A BootNotification was recorded; `registration` says what it was answered.
    case booted
    /// A connector's state.
    case status
    case transactionStarted
    /// Meter values of a transaction, or a TransactionEvent that neither begins nor ends it.
    case transactionUpdated
    case transactionEnded
    /// A message that doesn't conform to its schema.
    case violation
    /// An operation has another state.
    case operation
    /// A SecurityEventNotification.
    case security
    /// A DataTransfer of a vendor that the operator wants to hear of.
    case vendorData
    /// A stored or a station's own setting.
    case configuration
    /// A reservation has another state.
    case reservation
    /// What is known of a station's local list has changed.
    case localList
    /// A campaign has come further.
    case campaign

    /// The name that operators see.
    package var name: String { String(describing: self) }

    /// The kind of that name.
    package init?(name: some StringProtocol) {
      guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
      self = kind
    }

    var bit: UInt64 { 1 << UInt64(rawValue) }
  }

  /// Grows with each event that anybody wanted to know.
  package let sequence: UInt64
  package let kind: Kind
  /// Nil for what is of no station.
  package let station: StationID?
  /// Milliseconds since the epoch.
  package let moment: Int64
  /// An object; what it has depends on the kind.
  package let details: APIValue
}
