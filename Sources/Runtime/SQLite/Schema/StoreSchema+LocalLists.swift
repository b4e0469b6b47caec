extension StoreSchema {
  /// The entries of a station are what it was sent and accepted. The triggers count changes of id tokens, by whatever
  /// way they come.
  static let localLists = """
    CREATE TABLE local_lists (
      station INTEGER PRIMARY KEY,
      state TEXT NOT NULL,
      version INTEGER,
      list TEXT,
      revision INTEGER,
      left_out INTEGER NOT NULL DEFAULT 0,
      has_limits INTEGER NOT NULL DEFAULT 0,
      limit_per_message INTEGER,
      limit_entries INTEGER,
      is_enabled INTEGER,
      updated_at INTEGER,
      checked_at INTEGER,
      failure TEXT,
      failed_at INTEGER
    ) STRICT;

    CREATE TABLE local_list_entries (
      station INTEGER NOT NULL,
      key TEXT NOT NULL,
      id_tag TEXT NOT NULL,
      status TEXT NOT NULL,
      expiry_date TEXT,
      parent TEXT,
      PRIMARY KEY (station, key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE id_token_revision (
      key INTEGER PRIMARY KEY CHECK (key = 1),
      revision INTEGER NOT NULL
    ) STRICT;
    INSERT INTO id_token_revision (key, revision) VALUES (1, 1);
    CREATE TRIGGER id_tokens_inserted AFTER INSERT ON id_tokens
      BEGIN UPDATE id_token_revision SET revision = revision + 1; END;
    CREATE TRIGGER id_tokens_updated AFTER UPDATE ON id_tokens
      BEGIN UPDATE id_token_revision SET revision = revision + 1; END;
    CREATE TRIGGER id_tokens_deleted AFTER DELETE ON id_tokens
      BEGIN UPDATE id_token_revision SET revision = revision + 1; END;
    """
}
