internal import Glibc
internal import GatewayCore

/// A database file, before it is opened.
struct DatabaseFile {
  /// Absolute, without symbolic links: one file has one path.
  let path: String

  /// - Throws: `StoreError` when the folder isn't there.
  init(_ path: String) throws {
    if let resolved = realpath(path, nil) {
      defer { free(resolved) }
      self.path = String(cString: resolved)
      return
    }
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    let folder = String(path.dropLast(name.count))
    guard !name.isEmpty, let resolved = realpath(folder.isEmpty ? "." : folder, nil) else {
      throw StoreError(
        .unavailable, "the folder of \(path) doesn't exist or can't be entered; create it, or configure another file")
    }
    defer { free(resolved) }
    let parent = String(cString: resolved)
    self.path = parent == "/" ? "/\(name)" : "\(parent)/\(name)"
  }

  /// Checks that the file can be used, without changing it; one that doesn't exist or is empty can.
  ///
  /// - Parameter integrityCheckLimit: the size, in bytes, up to which the file is read wholly.
  /// - Throws: `StoreError` with what to do.
  func inspect(integrityCheckLimit: Int) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw accessError(errno, in: path) }
      return
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(.unavailable, "\(path) is no file; configure another one")
    }
    try checkHeader()
    let log = size(of: path + "-wal")
    guard status.st_size > 0 || log > 0 else { return }
    // An interrupted first write: SQLite undoes it when it opens the file, and nothing else can read it until then.
    guard size(of: path + "-journal") == 0 else { return }
    let inspection = try DatabaseInspection(path, isImmutable: log == 0)
    try inspection.checkOwner()
    if Int(status.st_size) <= integrityCheckLimit { try inspection.checkIntegrity() }
  }

  /// Checks that the file may be written and begins as one of SQLite does.
  private func checkHeader() throws {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw accessError(errno, in: path) }
    defer { close(descriptor) }
    let expected = Array("SQLite format 3\0".utf8)
    var found = [UInt8](repeating: 0, count: expected.count)
    let count = pread(descriptor, &found, found.count, 0)
    guard count >= 0 else { throw accessError(errno, in: path) }
    guard count == 0 || found == expected else {
      throw StoreError(
        .corrupt,
        "\(path) is no SQLite database, or its beginning is damaged; configure another file, or restore it from a "
          + "backup")
    }
  }

  private func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The error for a system call on a file that failed.
  func accessError(_ code: Int32, in path: String) -> StoreError {
    let reason = String(cString: strerror(code))
    let advice =
      switch code {
      case EACCES, EPERM: "give the gateway's user the right to write it and its folder"
      case EROFS: "the disk can't be written; configure a file on another one"
      case ENOENT, ENOTDIR: "create its folder, or configure another file"
      case ENOSPC, EDQUOT: "make room on the disk"
      default: "check the file and its disk"
      }
    return StoreError(.unavailable, "\(path): \(reason); \(advice)")
  }
}
