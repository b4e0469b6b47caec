internal import Glibc
internal import GatewayCore
internal import Synchronization

/// The right to serve from a database file, for one process at a time: a lock on a file beside it.
///
/// Not on the file itself: closing any descriptor of it would take away SQLite's own locks.
final class DatabaseLock: Sendable {
  private let path: String
  /// Nil when it was released.
  private let descriptor: Mutex<Int32?>

  /// - Parameter file: the database file; its folder must exist.
  /// - Throws: `StoreError` when another gateway serves from the file, or the folder can't be written to.
  init(_ file: DatabaseFile) throws {
    path = file.path + "-lock"
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
      guard descriptor >= 0 else { throw file.accessError(errno, in: path) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno
        let holder = Self.text(of: descriptor)
        Glibc.close(descriptor)
        guard code == EWOULDBLOCK else { throw file.accessError(code, in: path) }
        throw StoreError(
          .unavailable,
          "\(file.path) is in use by another gateway\(holder.isEmpty ? "" : " (process \(holder))"); stop it, or "
            + "configure another file")
      }
      // Whoever held the lock before may have removed the file between our opening and locking it.
      if Self.isStillThere(path, descriptor) {
        self.descriptor = Mutex(descriptor)
        let text = "\(getpid())\n"
        ftruncate(descriptor, 0)
        _ = text.withCString { write(descriptor, $0, strlen($0)) }
        return
      }
      Glibc.close(descriptor)
    }
  }

  deinit {
    release()
  }

  /// Lets others have it.
  func release() {
    descriptor.withLock { descriptor in
      guard let open = descriptor else { return }
      unlink(path)
      Glibc.close(open)
      descriptor = nil
    }
  }

  private static func isStillThere(_ path: String, _ descriptor: Int32) -> Bool {
    var named = stat()
    var open = stat()
    return stat(path, &named) == 0 && fstat(descriptor, &open) == 0 && named.st_ino == open.st_ino
      && named.st_dev == open.st_dev
  }

  private static func text(of descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    let text = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    return String(text.prefix { $0.isASCII && $0.isNumber })
  }
}
