/// How an SQLite store is set up.
package struct SQLiteStoreConfiguration: Sendable {
  /// Where the rows are.
  package enum Location: Sendable, Hashable {
    /// Nowhere but here: gone when the store closes.
    case memory
    /// A file; created when missing, its folder is not.
    case file(String)
  }

  /// Is given an operation's name, such as `startTransaction(_:)`; what it throws becomes the outcome of the operation,
  /// which then isn't done.
  package typealias OperationHook = @Sendable (_ operation: StaticString) throws -> Void

  package var location: Location
  /// Pages kept in memory by the connection that writes, in bytes.
  package var cacheSize = 16 << 20
  /// How many operations may wait for the writer; further callers wait outside.
  package var queueCapacity = 8192
  /// How many operations are committed together at most.
  package var groupLimit = 512
  /// A file up to this size, in bytes, is checked wholly before it is used; a larger one by its header and schema.
  package var integrityCheckLimit = 512 << 20
  /// What the database may grow to, in bytes; nil: no limit.
  package var maximumSize: Int?
  /// Gives a 1.6 transaction id, 1 to 2^31-1, that nobody can guess. Asked again when the id was given before.
  package var transactionNumbers: @Sendable () -> Int = {
    var generator = SystemRandomNumberGenerator()
    return Int.random(in: 1...Int(Int32.max), using: &generator)
  }
  /// Told of each operation before it begins.
  package var beforeOperation: OperationHook?

  package init(_ location: Location) {
    self.location = location
  }
}
