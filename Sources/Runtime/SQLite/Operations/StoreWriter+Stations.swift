internal import GatewayCore
internal import OCPPCodec

extension StoreWriter {
  func record(_ boot: StationBoot) throws {
    let station = try key(of: boot.station)
    let update = try connection.cached(
      """
      UPDATE stations
      SET version = ?, vendor = ?, model = ?, serial_number = ?, firmware_version = ?, boot = ?, registration = ?,
        booted_at = ?
      WHERE key = ?
      """)
    update.bind(boot.version.rawValue)
    update.bind(boot.vendor)
    update.bind(boot.model)
    update.bind(boot.serialNumber)
    update.bind(boot.firmwareVersion)
    update.bind(boot.payload.text)
    update.bind(boot.registration.rawValue)
    update.bind(boot.receivedAt)
    update.bind(station)
    try update.execute()
    try settingsRebooted(station)
    try recordLastSeen([(boot.station, boot.receivedAt)])
  }

  func record(_ connection: StationConnectionRecord) throws {
    let station = try key(of: connection.station)
    let update = try self.connection.cached(
      "UPDATE stations SET version = ?, remote_address = ?, connected_at = ? WHERE key = ?")
    update.bind(connection.version.rawValue)
    update.bind(connection.remoteAddress)
    update.bind(connection.connectedAt)
    update.bind(station)
    try update.execute()
    try recordLastSeen([(connection.station, connection.connectedAt)])
  }

  func recordLastSeen(_ moments: some Sequence<(StationID, Int64)>) throws {
    let put = statements.putLastSeen
    for (station, moment) in moments {
      put.bind(moment)
      put.bind(station.text)
      try put.execute()
    }
  }

  func record(_ status: ConnectorRecord) throws {
    let put = statements.putConnector
    put.bind(try key(of: status.station))
    put.bind(status.evse)
    put.bind(status.connector)
    put.bind(status.status)
    put.bind(status.errorCode)
    put.bind(status.info)
    put.bind(status.vendorID)
    put.bind(status.vendorErrorCode)
    put.bind(status.timestamp)
    put.bind(status.effectiveAt)
    put.bind(status.receivedAt)
    try put.execute()
  }

  func record(_ variables: [VariableRecord], of station: StationID) throws {
    let station = try key(of: station)
    let put = try connection.cached(
      """
      INSERT OR REPLACE INTO variables
        (station, component, variable, attribute, value, mutability, characteristics, received_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """)
    for variable in variables {
      put.bind(station)
      put.bind(variable.component.text)
      put.bind(variable.variable.text)
      put.bind(variable.attribute)
      put.bind(variable.value)
      put.bind(variable.mutability)
      put.bind(variable.characteristics?.text)
      put.bind(variable.receivedAt)
      try put.execute()
    }
  }

  /// How many of a station's security events are kept.
  private static let securityEventLimit = 5000

  func record(_ event: SecurityEventRecord) throws {
    let station = try key(of: event.station)
    let insert = try connection.cached(
      """
      INSERT INTO security_events (station, type, timestamp, technical_information, received_at)
      VALUES (?, ?, ?, ?, ?)
      """)
    insert.bind(station)
    insert.bind(event.type)
    insert.bind(event.timestamp)
    insert.bind(event.technicalInformation)
    insert.bind(event.receivedAt)
    try insert.execute()
    // A station that tells endlessly fills no disk.
    let drop = try connection.cached(
      """
      DELETE FROM security_events WHERE key IN (SELECT key FROM security_events WHERE station = ?
        ORDER BY received_at DESC, key DESC LIMIT -1 OFFSET \(Self.securityEventLimit))
      """)
    drop.bind(station)
    try drop.execute()
  }

  /// Writes a row, to see whether that works.
  func probe() throws {
    // Some pages more than there are, which a full disk hasn't got.
    try connection.cached("INSERT OR REPLACE INTO health (key, checked_at, filler) VALUES (1, 0, zeroblob(16384))")
      .execute()
    try connection.cached("UPDATE health SET checked_at = unixepoch() * 1000, filler = NULL").execute()
  }

  /// - Parameter bytes: what the database may grow to; nil: no limit.
  func limitSize(to bytes: Int?) throws {
    let pageSize = try connection.prepare("PRAGMA page_size").row(of: "pragma") { try $0.number(0) } ?? 4096
    let pages = bytes.map { max($0 / pageSize, 1) } ?? 4_294_967_294
    let limit = try connection.prepare("PRAGMA max_page_count = \(pages)")
    try limit.execute()
  }
}
