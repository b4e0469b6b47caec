internal import GRDBSQLite
internal import GatewayCore

/// A look into a database file that leaves it as it is.
struct DatabaseInspection: ~Copyable {
  private let path: String
  private let handle: OpaquePointer

  /// - Parameters:
  ///   - path: an absolute path.
  ///   - isImmutable: whether there is nothing but the file; else SQLite reads its log too, and may leave the index of
  ///     the log beside it.
  init(_ path: String, isImmutable: Bool) throws {
    self.path = path
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(
      Self.uri(path, isImmutable: isImmutable), &handle,
      SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, nil)
    guard code == SQLITE_OK, let handle else {
      let failure = SQLiteFailure(code, on: handle)
      sqlite3_close(handle)
      throw failure.storeError
    }
    self.handle = handle
    sqlite3_busy_timeout(handle, 5000)
  }

  deinit {
    sqlite3_close(handle)
  }

  /// Checks that the file was made by a gateway, and by none that is newer than this one.
  func checkOwner() throws {
    guard try rows("SELECT count(*) FROM sqlite_schema") != ["0"] else { return }
    guard try rows("PRAGMA application_id") == [String(StoreSchema.applicationID)] else {
      throw StoreError(
        .corrupt, "\(path) is the database of another program; configure another file, or move this one away")
    }
    let known = Set(StoreSchema.migrations.map(\.name))
    let unknown = try rows("SELECT identifier FROM grdb_migrations").filter { !known.contains($0) }
    guard unknown.isEmpty else {
      throw StoreError(
        .newer,
        "\(path) was written by a newer gateway (schema \(unknown.joined(separator: ", "))); install that version, or "
          + "restore a backup made before it")
    }
  }

  /// Reads the whole file, to see whether it is damaged.
  func checkIntegrity() throws {
    let problems = try rows("PRAGMA quick_check(10)")
    guard problems == ["ok"] else { throw damage(problems.joined(separator: "; ")) }
  }

  private func damage(_ problem: String) -> StoreError {
    StoreError(
      .corrupt,
      "\(path) is damaged; restore it from a backup, or move it away to begin with an empty one (SQLite says: "
        + "\(problem))")
  }

  /// The first column of all rows, as text.
  private func rows(_ sql: String) throws -> [String] {
    do {
      let statement = try SQLiteConnection(handle).prepare(sql)
      var values: [String] = []
      while try statement.step() { values.append(statement.shown(0)) }
      return values
    } catch let failure as SQLiteFailure where [SQLITE_BUSY, SQLITE_LOCKED].contains(failure.primaryCode) {
      throw failure.storeError
    } catch let failure as SQLiteFailure {
      // Whatever else can't be read in a file that could be opened isn't what it should be.
      throw damage(failure.description)
    }
  }

  private static func uri(_ path: String, isImmutable: Bool) -> String {
    let hexadecimal = Array("0123456789ABCDEF".utf8)
    var bytes = Array("file:".utf8)
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self) + (isImmutable ? "?immutable=1" : "")
  }
}
