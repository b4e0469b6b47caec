/// Work that only one of the processes that share a store does at a time: the one that holds a lease for it.
package struct WorkLease: Sendable {
  private let name: String
  private let duration: Int64
  private let services: GatewayServices

  /// - Parameters:
  ///   - name: the work's, for all processes the same.
  ///   - interval: how often it is done; the lease ends some time after it wasn't.
  package init(_ name: String, every interval: Duration, _ services: GatewayServices) {
    self.name = name
    self.services = services
    duration = 3 * interval.milliseconds + Self.margin
  }

  /// For the work itself, and for clocks that differ.
  private static let margin: Int64 = 30_000

  /// Whether this process is the one to do it now; to be asked each time before it is done.
  ///
  /// - Throws: ``StoreError``
  package func isOurs() async throws -> Bool {
    let now = services.clock.milliseconds
    return try await services.store.takeLease(name, for: services.process, until: now + duration, at: now)
  }

  /// Lets another process do it at once.
  package func giveBack() async {
    // If it can't be told, the lease ends by itself.
    try? await services.store.giveBackLease(name, of: services.process)
  }
}
