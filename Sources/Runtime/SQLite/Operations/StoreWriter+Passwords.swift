internal import GatewayCore

extension StoreWriter {
  func set(_ passwords: [StoredPassword], of station: StationID) throws {
    let station = try key(of: station)
    let delete = try connection.cached("DELETE FROM station_passwords WHERE station = ?")
    delete.bind(station)
    try delete.execute()
    let insert = try connection.cached(
      "INSERT INTO station_passwords (station, position, hash, created_at) VALUES (?, ?, ?, ?)")
    for (position, password) in passwords.enumerated() {
      insert.bind(station)
      insert.bind(position)
      insert.bind(password.hash)
      insert.bind(password.createdAt)
      try insert.execute()
    }
  }

  func confirmPassword(_ hash: String, of station: StationID) throws {
    let station = try key(of: station)
    let delete = try connection.cached(
      """
      DELETE FROM station_passwords
      WHERE station = ?1 AND hash <> ?2
        AND EXISTS (SELECT 1 FROM station_passwords WHERE station = ?1 AND hash = ?2)
      """)
    delete.bind(station)
    delete.bind(hash)
    try delete.execute()
  }
}
