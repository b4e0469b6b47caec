/// Why a store couldn't do what it was asked to.
package struct StoreError: Error, Sendable, CustomStringConvertible {
  /// The kind of problem; an open set.
  package struct Code: Sendable, Hashable {
    private let name: String

    private init(_ name: String) { self.name = name }

    /// The store can't be reached or written to now; it may be later.
    package static let unavailable = Self("unavailable")
    /// What is stored can't be read.
    package static let corrupt = Self("corrupt")
    /// What is stored was written by a newer version.
    package static let newer = Self("newer")
    /// The store was closed.
    package static let closed = Self("closed")
  }

  /// The kind of problem.
  package let code: Code
  /// What happened and what to do, for the operator.
  package let message: String
  /// The error behind it.
  package let underlying: (any Error)?

  package init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.underlying = underlying
  }

  package var description: String {
    underlying.map { "\(message): \($0)" } ?? message
  }
}
