internal import Foundation
internal import GRDB
package import GatewayCore

/// Takes the state of a database file elsewhere and back.
///
/// Reading sees the file as at one moment, while a gateway serves from it; the log can't be brought into the file until it
/// is done, and grows meanwhile. A restore is one transaction.
package struct SQLiteBackup: BackupStore {
  private let path: String

  package init(path: String) {
    self.path = path
  }

  package func backUp(to sink: any BackupSink) async throws {
    try await onThread { try read { try $0.backUp(to: sink) } }
  }

  package func isEmpty() async throws -> Bool {
    try await onThread { try read { try $0.isEmpty } }
  }

  /// - Throws: ``StoreError``, also when a gateway serves from the file.
  package func restore(from source: any BackupSource, isReplacing: Bool) async throws {
    try await onThread {
      let configuration = SQLiteStoreConfiguration(.file(path))
      let database = try OpenDatabase(configuration)
      defer { database.close() }
      let writer = try StoreWriter(
        try database.makeConnection(configuration), tokens: IdTokenCache(capacity: 1000), keepsTransactionOpen: false,
        transactionNumbers: configuration.transactionNumbers)
      try writer.begin()
      do {
        try writer.restore(from: source, isReplacing: isReplacing, path: path)
        try writer.commit()
      } catch {
        writer.rollBack()
        throw error
      }
    }
  }

  private func read<Value>(_ body: (StoreReader) throws -> Value) throws -> Value {
    let file = try DatabaseFile(path)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw StoreError(.unavailable, "\(path) doesn't exist; configure the file that the gateway has its state in")
    }
    try file.inspect(integrityCheckLimit: 0)
    var settings = Configuration()
    settings.busyMode = .timeout(5)
    let queue = try DatabaseQueue(path: file.path, configuration: settings)
    defer { try? queue.close() }
    return try queue.read { database in
      guard try StoreSchema.migrator().hasCompletedMigrations(database), let handle = database.sqliteConnection else {
        throw StoreError(
          .unavailable, "\(path) was written by an older gateway; have this one serve from it once, then back it up")
      }
      return try body(StoreReader(SQLiteConnection(handle)))
    }
  }

  /// Reading and writing files has no place on the threads that tasks share.
  private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread {
        continuation.resume(
          with: Result {
            do { return try body() } catch let error as SQLiteFailure { throw error.storeError } catch let error
              as DatabaseError
            {
              throw SQLiteFailure(code: error.extendedResultCode.rawValue, text: error.message ?? "").storeError
            }
          })
      }.start()
    }
  }
}
