extension StoreSchema {
  /// What operators decided of stations' boots.
  static let registrations = """
    CREATE TABLE registrations (
      station INTEGER PRIMARY KEY,
      state TEXT NOT NULL,
      retry_interval INTEGER,
      decided_at INTEGER NOT NULL
    ) STRICT;
    """

  /// Stations' settings. `identity` is the key in small letters.
  static let settings = """
    CREATE TABLE settings (
      station INTEGER NOT NULL,
      identity TEXT NOT NULL,
      key TEXT NOT NULL,
      value TEXT,
      is_read_only INTEGER,
      needs_reboot INTEGER NOT NULL,
      received_at INTEGER NOT NULL,
      PRIMARY KEY (station, identity)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE desired_settings (
      station INTEGER NOT NULL,
      identity TEXT NOT NULL,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      updated_at INTEGER NOT NULL,
      PRIMARY KEY (station, identity)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE setting_changes (
      key INTEGER PRIMARY KEY,
      station INTEGER NOT NULL,
      setting TEXT NOT NULL,
      value TEXT,
      outcome TEXT NOT NULL,
      moment INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX setting_changes_of_station ON setting_changes (station);
    """
}
