extension StoreSchema {
  /// A change gets the next number of `plugin_state_version` as its version, so that no key ever has one again that it
  /// had before, also when it was removed in between.
  static let pluginState = """
    CREATE TABLE plugin_state (
      plugin TEXT NOT NULL,
      key BLOB NOT NULL,
      value BLOB NOT NULL,
      version INTEGER NOT NULL,
      expires_at INTEGER,
      PRIMARY KEY (plugin, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX plugin_state_expiry ON plugin_state (expires_at) WHERE expires_at IS NOT NULL;

    CREATE TABLE plugin_state_version (
      key INTEGER PRIMARY KEY CHECK (key = 1),
      latest INTEGER NOT NULL
    ) STRICT;
    INSERT INTO plugin_state_version (key, latest) VALUES (1, 0);
    """
}
