extension StoreSchema {
  /// A station's profiles are few; they are found by the station alone.
  static let chargingProfiles = """
    CREATE TABLE charging_profiles (
      key INTEGER PRIMARY KEY,
      station INTEGER NOT NULL,
      connector INTEGER,
      id INTEGER NOT NULL,
      purpose TEXT NOT NULL,
      stack_level INTEGER NOT NULL,
      transaction_id INTEGER,
      id_tag TEXT,
      id_tag_key TEXT,
      profile TEXT NOT NULL,
      origin TEXT NOT NULL,
      accepted_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX charging_profiles_of_station ON charging_profiles (station, id);

    CREATE TABLE charging_profile_templates (
      name TEXT PRIMARY KEY,
      profile TEXT NOT NULL,
      changed_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
}
