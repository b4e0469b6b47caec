extension StoreSchema {
  /// Messages name their transaction by its key; only those of a transaction that there is none of keep the id they came
  /// with.
  ///
  /// Keys grow with time. So the index's pages that change are those of the transactions that go on, and few, instead of one
  /// for each of them; each changed page is written to the log at each commit.
  static let messagesByKey = """
    DROP INDEX transaction_messages_of_transaction;
    ALTER TABLE transaction_messages ADD COLUMN transaction_key INTEGER;
    UPDATE transaction_messages SET transaction_key = coalesce(
      (SELECT t.key FROM transactions t
       WHERE t.name = transaction_messages.transaction_id AND t.station = transaction_messages.station),
      (SELECT t.key FROM transactions t
       WHERE t.number = CAST(transaction_messages.transaction_id AS INTEGER)
         AND CAST(t.number AS TEXT) = transaction_messages.transaction_id
         AND t.station = transaction_messages.station))
    WHERE transaction_id IS NOT NULL;
    UPDATE transaction_messages SET transaction_id = NULL WHERE transaction_key IS NOT NULL;
    CREATE UNIQUE INDEX transaction_messages_of_transaction
      ON transaction_messages (transaction_key, sequence_number) WHERE transaction_key IS NOT NULL;
    CREATE INDEX transaction_messages_of_unknown
      ON transaction_messages (station, transaction_id) WHERE transaction_id IS NOT NULL;
    """
}
