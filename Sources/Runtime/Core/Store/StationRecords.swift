package import OCPPCodec

/// What a BootNotification says of a station.
package struct StationBoot: Sendable, Equatable {
  package var station: StationID
  package var version: OCPPVersion
  package var vendor: String
  package var model: String
  package var serialNumber: String?
  package var firmwareVersion: String?
  /// The whole payload, for what has no property here.
  package var payload: RawJSON
  package var registration: RegistrationState
  /// Milliseconds since the epoch.
  package var receivedAt: Int64

  package init(
    station: StationID, version: OCPPVersion, vendor: String, model: String, serialNumber: String?,
    firmwareVersion: String?, payload: RawJSON, registration: RegistrationState, receivedAt: Int64
  ) {
    self.station = station
    self.version = version
    self.vendor = vendor
    self.model = model
    self.serialNumber = serialNumber
    self.firmwareVersion = firmwareVersion
    self.payload = payload
    self.registration = registration
    self.receivedAt = receivedAt
  }
}

/// What a station's BootNotification was answered.
package enum RegistrationState: String, Sendable, Hashable, CaseIterable, Codable {
  case accepted = "Accepted"
  case pending = "Pending"
  case rejected = "Rejected"
}

/// That a station connected.
package struct StationConnectionRecord: Sendable, Equatable {
  package var station: StationID
  package var version: OCPPVersion
  package var remoteAddress: String
  /// Milliseconds since the epoch.
  package var connectedAt: Int64

  package init(station: StationID, version: OCPPVersion, remoteAddress: String, connectedAt: Int64) {
    self.station = station
    self.version = version
    self.remoteAddress = remoteAddress
    self.connectedAt = connectedAt
  }
}

/// What is known of a station. Moments are milliseconds since the epoch.
package struct StationRecord: Sendable, Equatable, Codable {
  package var id: StationID
  package var version: OCPPVersion
  package var vendor: String?
  package var model: String?
  package var serialNumber: String?
  package var firmwareVersion: String?
  /// The payload of its latest BootNotification.
  package var boot: RawJSON?
  /// What its latest BootNotification was answered; nil before the first.
  package var registration: RegistrationState?
  package var bootedAt: Int64?
  package var connectedAt: Int64?
  package var lastSeenAt: Int64?
  package var remoteAddress: String?

  package init(id: StationID, version: OCPPVersion) {
    self.id = id
    self.version = version
  }
}

/// Which stations are asked for.
package struct StationQuery: Sendable, Equatable {
  /// Only those of this vendor.
  package var vendor: String?
  /// Only those whose id comes after this one.
  package var after: StationID?
  /// At most this many, 1 to 10,000.
  package var limit: Int

  package init(vendor: String? = nil, after: StationID? = nil, limit: Int = 1000) {
    self.vendor = vendor
    self.after = after
    self.limit = limit
  }
}

/// A connector's state, as its latest StatusNotification says.
package struct ConnectorRecord: Sendable, Equatable, Codable {
  package var station: StationID
  /// 0 in 1.6, which has no EVSEs.
  package var evse: Int
  /// 0 is the station itself in 1.6.
  package var connector: Int
  /// As sent, such as `Charging` or `Occupied`.
  package var status: String
  package var errorCode: String?
  package var info: String?
  package var vendorID: String?
  package var vendorErrorCode: String?
  /// The station's own time, as sent.
  package var timestamp: String?
  /// Milliseconds since the epoch of ``timestamp`` if it can be read, else of ``receivedAt``.
  package var effectiveAt: Int64
  /// Milliseconds since the epoch.
  package var receivedAt: Int64

  package init(
    station: StationID, evse: Int, connector: Int, status: String, errorCode: String? = nil, info: String? = nil,
    vendorID: String? = nil, vendorErrorCode: String? = nil, timestamp: String? = nil, effectiveAt: Int64,
    receivedAt: Int64
  ) {
    self.station = station
    self.evse = evse
    self.connector = connector
    self.status = status
    self.errorCode = errorCode
    self.info = info
    self.vendorID = vendorID
    self.vendorErrorCode = vendorErrorCode
    self.timestamp = timestamp
    self.effectiveAt = effectiveAt
    self.receivedAt = receivedAt
  }
}

/// A variable of a 2.0.1 station's device model, as reported.
package struct VariableRecord: Sendable, Equatable, Codable {
  /// The component's name, with its instance, EVSE and connector: a JSON text that names it fully.
  package var component: RawJSON
  /// The variable's name and instance, as JSON.
  package var variable: RawJSON
  /// `Actual`, `Target`, `MinSet` or `MaxSet`
  package var attribute: String
  package var value: String?
  package var mutability: String?
  /// The variable's characteristics, as JSON.
  package var characteristics: RawJSON?
  /// Milliseconds since the epoch.
  package var receivedAt: Int64

  package init(
    component: RawJSON, variable: RawJSON, attribute: String, value: String?, mutability: String?,
    characteristics: RawJSON?, receivedAt: Int64
  ) {
    self.component = component
    self.variable = variable
    self.attribute = attribute
    self.value = value
    self.mutability = mutability
    self.characteristics = characteristics
    self.receivedAt = receivedAt
  }
}

/// A SecurityEventNotification.
package struct SecurityEventRecord: Sendable, Equatable, Codable {
  package var station: StationID
  package var type: String
  /// The station's own time, as sent.
  package var timestamp: String
  package var technicalInformation: String?
  /// Milliseconds since the epoch.
  package var receivedAt: Int64

  package init(
    station: StationID, type: String, timestamp: String, technicalInformation: String?, receivedAt: Int64
  ) {
    self.station = station
    self.type = type
    self.timestamp = timestamp
    self.technicalInformation = technicalInformation
    self.receivedAt = receivedAt
  }
}
