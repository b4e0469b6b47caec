extension StoreSchema {
  static let campaigns = """
    CREATE TABLE campaigns (
      key INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      definition TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE campaign_targets (
      campaign INTEGER NOT NULL,
      station INTEGER NOT NULL,
      state TEXT NOT NULL,
      operation TEXT,
      message TEXT,
      updated_at INTEGER NOT NULL,
      PRIMARY KEY (campaign, station)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX campaign_targets_by_state ON campaign_targets (campaign, state);
    """
}
