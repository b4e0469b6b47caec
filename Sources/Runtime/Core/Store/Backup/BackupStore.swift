/// A store whose whole business state can be taken elsewhere, as records that any store understands.
package protocol BackupStore: Sendable {
  /// Hands over everything, while others may use the store.
  ///
  /// - Throws: ``StoreError``, and what the sink throws.
  func backUp(to sink: any BackupSink) async throws

  /// Whether there is nothing of the business state.
  ///
  /// - Throws: ``StoreError``
  func isEmpty() async throws -> Bool

  /// Takes records in, in the order in which they were handed over. Nobody else may use the store.
  ///
  /// - Parameter isReplacing: whether what is there goes; else the store must be empty.
  /// - Throws: ``StoreError``, also when somebody uses the store, and what the source throws.
  func restore(from source: any BackupSource, isReplacing: Bool) async throws
}

/// Where a backup goes.
package protocol BackupSink: Sendable {
  func write(_ record: BackupRecord) throws
}

/// Where a backup comes from.
package protocol BackupSource: Sendable {
  /// - Returns: what gives one record after the other, and nil at the end.
  func open() throws -> any BackupReader
}

/// A backup that is being read.
package protocol BackupReader: AnyObject {
  func next() throws -> BackupRecord?
}
