internal import GatewayCore

extension StoreReader {
  func passwords(of station: StationID) throws -> [StoredPassword] {
    let select = try connection.cached(
      """
      SELECT station, position, hash, created_at FROM station_passwords
      WHERE station = (SELECT key FROM stations WHERE id = ?) ORDER BY position
      """)
    select.bind(station.text)
    return try select.rows(of: "station_passwords", keyColumns: 2) { row in
      StoredPassword(hash: try row.text(2), createdAt: try row.integer(3))
    }
  }
}
