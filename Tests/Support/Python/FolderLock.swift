import Foundation
import Glibc

/// A lock between tests and between runs of tests, freed when its process ends.
final class FolderLock: Sendable {
  private let descriptor: Int32

  /// - Parameter file: the file to lock; made if it isn't there.
  init(_ file: URL) throws {
    descriptor = open(file.path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw PythonEnvironment.Failure(description: "\(file.path): \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// Waits until nobody else has it.
  func acquire() async throws {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  func release() {
    _ = flock(descriptor, LOCK_UN)
  }
}
