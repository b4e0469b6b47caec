extension StoreSchema {
  /// A row is an attempt to reserve. A station's live rows are few, and an index of their own finds them.
  static let reservations = """
    CREATE TABLE reservations (
      key INTEGER PRIMARY KEY,
      station INTEGER NOT NULL,
      id INTEGER NOT NULL,
      connector INTEGER NOT NULL,
      id_tag TEXT NOT NULL,
      id_tag_key TEXT NOT NULL,
      parent_id_tag TEXT,
      expiry_date TEXT NOT NULL,
      expires_at INTEGER NOT NULL,
      state TEXT NOT NULL,
      is_live INTEGER NOT NULL,
      outcome TEXT,
      transaction_id TEXT,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX reservations_of_station ON reservations (station, id);
    CREATE INDEX reservations_live ON reservations (station) WHERE is_live = 1;
    CREATE INDEX reservations_expiry ON reservations (expires_at) WHERE is_live = 1;
    CREATE INDEX reservations_used ON reservations (station, transaction_id) WHERE transaction_id IS NOT NULL;
    """
}
