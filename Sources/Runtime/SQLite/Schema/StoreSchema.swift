internal import GRDB

/// The tables, and how an older file comes to have them.
enum StoreSchema {
  /// Marks a file as the gateway's own: `OCPP` in ASCII.
  static let applicationID: Int32 = 0x4F43_5050

  /// The migrations that this version knows, in order. What was released is never changed, only added to.
  static let migrations: [(name: String, sql: String)] = [
    ("1", first),
    ("reservations", reservations),
    ("local-lists", localLists),
    ("campaigns", campaigns),
    ("messages-by-key", messagesByKey),
    ("charging-profiles", chargingProfiles),
    ("certificates", certificates),
    ("operations", operations),
    ("passwords", passwords),
    ("registrations", registrations),
    ("settings", settings),
    ("plugin-state", pluginState),
    ("retention", retention),
  ]

  static func migrator() -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for (name, sql) in migrations {
      migrator.registerMigration(name) { database in try database.execute(sql: sql) }
    }
    return migrator
  }

  /// A station has a row as soon as anything names it, for the key that other tables use; its version is NULL until it
  /// connects or boots.
  ///
  /// A transaction's key holds the millisecond it was first heard of, so that the order of keys is the order of lists.
  /// Its id is in one of three columns, each with an index of its own: `number`, given by us and unique among all that
  /// were ever given; `name`, given by a 2.0.1 station; `orphan_id`, named by a stop that fits no transaction.
  ///
  /// Meter values and events that tell nothing new of their transaction add one row to `transaction_messages` and
  /// change nothing else; what the transaction's record says of them is worked out when it is read.
  ///
  /// `transactions_of_station` finds both a station's transactions and, among them, a start that is repeated.
  private static let first = """
    PRAGMA application_id = \(applicationID);

    CREATE TABLE stations (
      key INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      version TEXT,
      vendor TEXT,
      model TEXT,
      serial_number TEXT,
      firmware_version TEXT,
      boot TEXT,
      registration TEXT,
      booted_at INTEGER,
      connected_at INTEGER,
      remote_address TEXT
    ) STRICT;

    CREATE TABLE last_seen (
      station INTEGER PRIMARY KEY,
      moment INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE connectors (
      station INTEGER NOT NULL,
      evse INTEGER NOT NULL,
      connector INTEGER NOT NULL,
      status TEXT NOT NULL,
      error_code TEXT,
      info TEXT,
      vendor_id TEXT,
      vendor_error_code TEXT,
      timestamp TEXT,
      effective_at INTEGER NOT NULL,
      received_at INTEGER NOT NULL,
      PRIMARY KEY (station, evse, connector)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE variables (
      station INTEGER NOT NULL,
      component TEXT NOT NULL,
      variable TEXT NOT NULL,
      attribute TEXT NOT NULL,
      value TEXT,
      mutability TEXT,
      characteristics TEXT,
      received_at INTEGER NOT NULL,
      PRIMARY KEY (station, component, variable, attribute)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE security_events (
      key INTEGER PRIMARY KEY,
      station INTEGER NOT NULL,
      type TEXT NOT NULL,
      timestamp TEXT NOT NULL,
      technical_information TEXT,
      received_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX security_events_of_station ON security_events (station, received_at);

    CREATE TABLE id_tokens (
      key TEXT PRIMARY KEY,
      id TEXT NOT NULL,
      type TEXT,
      status TEXT NOT NULL,
      expiry_date TEXT,
      expires_at INTEGER,
      parent TEXT
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE transactions (
      key INTEGER PRIMARY KEY,
      station INTEGER NOT NULL,
      number INTEGER,
      name TEXT,
      orphan_id TEXT,
      version TEXT NOT NULL,
      state TEXT NOT NULL,
      evse INTEGER,
      connector INTEGER,
      id_token TEXT,
      id_token_key TEXT,
      id_token_type TEXT,
      authorization TEXT,
      reservation INTEGER,
      start_timestamp TEXT,
      started_at INTEGER,
      meter_start ANY,
      start_digest INTEGER,
      stop_timestamp TEXT,
      stopped_at INTEGER,
      meter_stop ANY,
      stop_reason TEXT,
      stop_id_token TEXT,
      stop_sequence INTEGER,
      received_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX transactions_number ON transactions (number) WHERE number IS NOT NULL;
    CREATE UNIQUE INDEX transactions_name ON transactions (station, name) WHERE name IS NOT NULL;
    CREATE INDEX transactions_orphan ON transactions (station, orphan_id) WHERE orphan_id IS NOT NULL;
    CREATE UNIQUE INDEX transactions_of_station ON transactions (station, start_digest);
    CREATE INDEX transactions_of_token ON transactions (id_token_key) WHERE id_token_key IS NOT NULL;
    CREATE INDEX transactions_active ON transactions (id_token_key, station) WHERE state = 'active';

    CREATE TABLE transaction_messages (
      key INTEGER PRIMARY KEY,
      station INTEGER NOT NULL,
      transaction_id TEXT,
      sequence_number INTEGER,
      evse INTEGER,
      connector INTEGER,
      kind TEXT,
      trigger_reason TEXT,
      charging_state TEXT,
      stopped_reason TEXT,
      is_offline INTEGER,
      timestamp TEXT,
      occurred_at INTEGER,
      id_token TEXT,
      id_token_type TEXT,
      received_at INTEGER NOT NULL,
      meter_values TEXT
    ) STRICT;
    CREATE UNIQUE INDEX transaction_messages_of_transaction
      ON transaction_messages (station, transaction_id, sequence_number) WHERE transaction_id IS NOT NULL;

    CREATE TABLE health (
      key INTEGER PRIMARY KEY CHECK (key = 1),
      checked_at INTEGER NOT NULL,
      filler BLOB
    ) STRICT;
    """
}
