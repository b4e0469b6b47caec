extension StoreSchema {
  static let certificates = """
    CREATE TABLE issued_certificates (
      key INTEGER PRIMARY KEY,
      serial_number TEXT NOT NULL UNIQUE,
      station INTEGER NOT NULL,
      subject TEXT NOT NULL,
      certificate TEXT NOT NULL,
      not_before INTEGER NOT NULL,
      not_after INTEGER NOT NULL,
      state TEXT NOT NULL,
      issued_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX issued_certificates_of_station ON issued_certificates (station);
    CREATE INDEX issued_certificates_by_end ON issued_certificates (not_after);

    CREATE TABLE installed_certificates (
      station INTEGER NOT NULL,
      type TEXT NOT NULL,
      hash_algorithm TEXT NOT NULL,
      issuer_name_hash TEXT NOT NULL,
      issuer_key_hash TEXT NOT NULL,
      serial_number TEXT NOT NULL,
      reported_at INTEGER NOT NULL,
      PRIMARY KEY (station, type, issuer_name_hash, issuer_key_hash, serial_number)
    ) STRICT, WITHOUT ROWID;
    """
}
