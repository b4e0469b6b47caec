import Glibc

/// How many records were read or written, in one line that is written over; nothing when standard error is no terminal.
struct RecordProgress: Sendable {
  private let count: @Sendable () -> Int

  init(_ count: @escaping @Sendable () -> Int) {
    self.count = count
  }

  /// Shows it while something is done.
  func show(_ body: () async throws -> Void) async throws {
    guard isatty(STDERR_FILENO) == 1 else { return try await body() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [self] in
        while (try? await Task.sleep(for: .milliseconds(200))) != nil {
          complain("\r\u{1B}[K\(count()) records", terminator: "")
        }
      }
      defer {
        group.cancelAll()
        complain("\r\u{1B}[K", terminator: "")
      }
      try await body()
    }
  }
}
