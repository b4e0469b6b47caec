internal import GatewayCore
internal import OCPPCodec

/// What is of one station.
extension StoreWriter {
  func restore(_ station: StationRecord) throws {
    let update = try connection.cached(
      """
      UPDATE stations
      SET version = ?, vendor = ?, model = ?, serial_number = ?, firmware_version = ?, boot = ?, registration = ?,
        booted_at = ?, connected_at = ?, remote_address = ?
      WHERE key = ?
      """)
    update.bind(station.version.rawValue)
    update.bind(station.vendor)
    update.bind(station.model)
    update.bind(station.serialNumber)
    update.bind(station.firmwareVersion)
    update.bind(station.boot?.text)
    update.bind(station.registration?.rawValue)
    update.bind(station.bootedAt)
    update.bind(station.connectedAt)
    update.bind(station.remoteAddress)
    update.bind(try key(of: station.id))
    try update.execute()
    if let moment = station.lastSeenAt { try recordLastSeen([(station.id, moment)]) }
  }

  /// Without a change in the history, which is restored by itself.
  func restore(_ setting: OfStation<DesiredSetting>) throws {
    let insert = try connection.cached(
      "INSERT INTO desired_settings (station, identity, key, value, updated_at) VALUES (?, ?, ?, ?, ?)")
    insert.bind(try key(of: setting.station))
    insert.bind(StationSetting.identity(setting.value.key))
    insert.bind(setting.value.key)
    insert.bind(setting.value.value)
    insert.bind(setting.value.updatedAt)
    try insert.execute()
  }

  func restore(_ change: OfStation<SettingChange>) throws {
    let insert = try connection.cached(
      "INSERT INTO setting_changes (station, setting, value, outcome, moment) VALUES (?, ?, ?, ?, ?)")
    insert.bind(try key(of: change.station))
    insert.bind(change.value.key)
    insert.bind(change.value.value)
    insert.bind(change.value.outcome)
    insert.bind(change.value.moment)
    try insert.execute()
  }

  func restore(_ list: LocalListRecord) throws {
    let insert = try connection.cached(
      """
      INSERT INTO local_lists
        (station, state, version, list, revision, left_out, has_limits, limit_per_message, limit_entries, is_enabled,
         updated_at, checked_at, failure, failed_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insert.bind(try key(of: list.station))
    insert.bind(list.state.rawValue)
    insert.bind(list.version)
    insert.bind(list.list)
    insert.bind(list.revision)
    insert.bind(list.leftOut)
    insert.bind(list.limits == nil ? 0 : 1)
    insert.bind(list.limits?.perMessage)
    insert.bind(list.limits?.entries)
    insert.bind(list.limits?.isEnabled.map { $0 ? 1 : 0 })
    insert.bind(list.updatedAt)
    insert.bind(list.checkedAt)
    insert.bind(list.failure)
    insert.bind(list.failedAt)
    try insert.execute()
  }

  func restore(_ entry: OfStation<LocalListEntry>) throws {
    let insert = try connection.cached(
      """
      INSERT INTO local_list_entries (station, key, id_tag, status, expiry_date, parent) VALUES (?, ?, ?, ?, ?, ?)
      """)
    insert.bind(try key(of: entry.station))
    insert.bind(entry.value.key)
    insert.bind(entry.value.idTag)
    insert.bind(entry.value.status.rawValue)
    insert.bind(entry.value.expiryDate)
    insert.bind(entry.value.parentIdTag)
    try insert.execute()
  }

  /// Its key holds the time, so that lists over all stations have the order that they had.
  func restore(_ reservation: ReservationRecord) throws {
    let insert = try connection.cached(
      """
      INSERT INTO reservations
        (key, station, id, connector, id_tag, id_tag_key, parent_id_tag, expiry_date, expires_at, state, is_live, outcome,
         transaction_id, created_at, updated_at)
      VALUES (
        (SELECT coalesce(max(key), ?1 - 1) + 1 FROM reservations WHERE key BETWEEN ?1 AND ?1 + 1048575),
        ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
      """)
    insert.bind(min(max(reservation.createdAt, 0), 0x7FF_FFFF_FFFF) << 20)
    insert.bind(try key(of: reservation.station))
    insert.bind(reservation.id)
    insert.bind(reservation.connector)
    insert.bind(reservation.idTag)
    insert.bind(IdTokenRecord.key(reservation.idTag))
    insert.bind(reservation.parentIdTag)
    insert.bind(reservation.expiryDate)
    insert.bind(reservation.expiresAt)
    insert.bind(reservation.state.rawValue)
    insert.bind(ReservationRecord.State.live.contains(reservation.state) ? 1 : 0)
    insert.bind(reservation.outcome)
    insert.bind(reservation.transaction)
    insert.bind(reservation.createdAt)
    insert.bind(reservation.updatedAt)
    try insert.execute()
  }
}
