extension StoreSchema {
  /// Finds what has ended by when it did.
  static let retention = """
    CREATE INDEX operations_ended ON operations (updated_at) WHERE \(endedOperation);
    CREATE INDEX reservations_ended ON reservations (updated_at) WHERE is_live = 0;
    """

  /// What an operation is like that nothing more is expected of.
  static let endedOperation = "state IN ('succeeded', 'failed', 'rejected', 'cancelled', 'uncertain')"
}
