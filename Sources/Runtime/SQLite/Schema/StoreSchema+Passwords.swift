extension StoreSchema {
  static let passwords = """
    CREATE TABLE station_passwords (
      station INTEGER NOT NULL,
      position INTEGER NOT NULL,
      hash TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      PRIMARY KEY (station, position)
    ) STRICT, WITHOUT ROWID;
    """
}
