import Foundation

/// Work that blocks, on a thread of its own.
enum OwnThread {
  /// - Parameter name: for debuggers; at most 15 bytes are kept.
  static func run(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.start()
  }
}
