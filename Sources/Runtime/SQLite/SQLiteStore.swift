internal import Foundation
internal import GRDB
package import GatewayCore

/// The embedded store: a file that one gateway serves from, or memory.
///
/// A file is in WAL mode with `synchronous=FULL`: what an operation returned from is on the disk. Operations that
/// change something go through one connection and are committed in groups; reading has connections of its own and
/// sees all that was committed before. Damaged rows give `StoreError.corrupt` with table and row.
package final class SQLiteStore: Store {
  private let queue: CommitQueue
  private let tokens: IdTokenCache
  let leases = ProcessLeases()
  private let readers: DatabasePool?
  private let beforeOperation: SQLiteStoreConfiguration.OperationHook?

  /// Opens the database, creates it when it is missing, and brings its tables up to date.
  ///
  /// - Throws: `StoreError` with what to do, and the file is as it was: one that is damaged (`corrupt`), another
  ///   program's (`corrupt`), a newer gateway's (`newer`), in use by another gateway or not accessible (`unavailable`).
  package static func open(_ configuration: SQLiteStoreConfiguration) async throws -> SQLiteStore {
    try await withCheckedThrowingContinuation { continuation in
      // Reading a whole file, perhaps, has no place on the threads that tasks share.
      let thread = Thread { continuation.resume(with: Result { try SQLiteStore(configuration) }) }
      thread.start()
    }
  }

  /// Opens a database in memory, which blocks nobody.
  ///
  /// - Throws: `StoreError` when there is no room for it.
  package static func inMemory(
    _ configuration: SQLiteStoreConfiguration = SQLiteStoreConfiguration(.memory)
  ) throws -> SQLiteStore {
    var configuration = configuration
    configuration.location = .memory
    return try SQLiteStore(configuration)
  }

  private init(_ configuration: SQLiteStoreConfiguration) throws {
    do {
      let database = try OpenDatabase(configuration)
      let connection = try database.makeConnection(configuration)
      let tokens = IdTokenCache(capacity: 100_000)
      // With a limit to its size an operation may fail when it has half been done.
      let runsAtCaller = configuration.location == .memory && configuration.maximumSize == nil
      let writer = try StoreWriter(
        connection, tokens: tokens, keepsTransactionOpen: runsAtCaller,
        transactionNumbers: configuration.transactionNumbers)
      if let size = configuration.maximumSize { try writer.limitSize(to: size) }
      self.tokens = tokens
      beforeOperation = configuration.beforeOperation
      readers = database.readers
      queue = CommitQueue(
        writer, capacity: configuration.queueCapacity, groupLimit: configuration.groupLimit,
        runsAtCaller: runsAtCaller, atClose: database.close)
    } catch {
      throw SQLiteFailure.storeError(error)
    }
  }

  deinit {
    queue.beginClosing()
  }

  package func checkHealth() async throws {
    try beforeOperation?(#function)
    try await queue.perform { try $0.probe() }
  }

  package func close() async {
    await queue.close()
  }

  /// Changes what a database in a file may grow to.
  ///
  /// - Parameter bytes: nil: no limit.
  package func setMaximumSize(_ bytes: Int?) async throws {
    guard readers != nil else { return }
    try await queue.perform { try $0.limitSize(to: bytes) }
  }

  // MARK: Ways to the database

  /// Changes something.
  func write<Value: Sendable>(
    _ operation: StaticString = #function,
    _ body: @escaping @Sendable (StoreWriter) throws -> Value
  ) async throws -> Value {
    try beforeOperation?(operation)
    return try await queue.perform(body)
  }

  /// Changes much, so that it takes a while.
  func writeMuch<Value: Sendable>(
    _ operation: StaticString = #function,
    _ body: @escaping @Sendable (StoreWriter) throws -> Value
  ) async throws -> Value {
    try beforeOperation?(operation)
    return try await queue.perform(isShort: false, body)
  }

  /// Reads what has been committed.
  func read<Value: Sendable>(
    isShort: Bool,
    _ operation: StaticString = #function,
    _ body: @escaping @Sendable (StoreReader) throws -> Value
  ) async throws -> Value {
    try beforeOperation?(operation)
    guard let readers else {
      return try await queue.perform(isReadOnly: true, isShort: isShort) { try body($0.reader) }
    }
    do {
      return try await readers.read { database in
        guard let handle = database.sqliteConnection else { throw StoreError(.closed, "the store is closed") }
        return try body(StoreReader(SQLiteConnection(handle)))
      }
    } catch let error as CancellationError {
      throw error
    } catch let error as DatabaseError where error.resultCode == .SQLITE_MISUSE {
      // That is how GRDB says that it was closed.
      throw StoreError(.closed, "the store is closed", underlying: error)
    } catch let error as DatabaseError {
      throw SQLiteFailure(code: error.extendedResultCode.rawValue, text: error.message ?? "").storeError
    } catch {
      throw SQLiteFailure.storeError(error)
    }
  }

  // MARK: Id tokens, which are often asked for

  package func idToken(_ id: String) async throws -> IdTokenRecord? {
    try beforeOperation?(#function)
    let key = ByteKey(IdTokenRecord.key(id))
    switch tokens[key] {
    case .known(let record): return record
    case .absent: return nil
    case nil: return try await queue.perform(isReadOnly: true) { try $0.idToken(key) }
    }
  }

  package func authorize(_ request: AuthorizationRequest) async throws -> AuthorizationDecision {
    try beforeOperation?(#function)
    if let decision = tokens.decision(on: request) { return decision }
    return try await queue.perform(isReadOnly: true) { try $0.decide(request) }
  }
}
