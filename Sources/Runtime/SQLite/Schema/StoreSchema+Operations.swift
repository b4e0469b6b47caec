extension StoreSchema {
  /// Operations and their steps. A key's order is that of creation.
  static let operations = """
    CREATE TABLE operations (
      key INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      station INTEGER NOT NULL,
      state TEXT NOT NULL,
      parent TEXT,
      details TEXT NOT NULL,
      reason TEXT,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX operations_of_station ON operations (station, kind);
    CREATE INDEX operations_in_state ON operations (state, kind);
    CREATE INDEX operations_of_parent ON operations (parent) WHERE parent IS NOT NULL;

    CREATE TABLE operation_steps (
      key INTEGER PRIMARY KEY,
      operation INTEGER NOT NULL,
      state TEXT NOT NULL,
      moment INTEGER NOT NULL,
      reason TEXT
    ) STRICT;
    CREATE INDEX operation_steps_of_operation ON operation_steps (operation);
    """
}
