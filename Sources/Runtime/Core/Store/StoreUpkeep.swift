import Logging
import ServiceLifecycle

/// Keeps the store from growing without end. Of processes that share a store one does it.
package struct StoreUpkeep: Service {
  /// How long the past is kept.
  package struct Retention: Sendable, Equatable {
    /// Operations, from their last change.
    package var operations: Duration
    /// The most operations that have ended.
    package var operationCount: Int
    /// Reservations, from their end.
    package var reservations: Duration
    /// Campaigns, from their end.
    package var campaigns: Duration

    package init(operations: Duration, operationCount: Int, reservations: Duration, campaigns: Duration) {
      self.operations = operations
      self.operationCount = operationCount
      self.reservations = reservations
      self.campaigns = campaigns
    }

    func limits(at moment: Int64) -> RetentionLimits {
      func before(_ duration: Duration) -> Int64 { moment - duration.components.seconds * 1000 }
      return RetentionLimits(
        operationsBefore: before(operations), operationCount: operationCount,
        reservationsBefore: before(reservations), campaignsBefore: before(campaigns))
    }
  }

  private static let interval = Duration.seconds(300)

  private let retention: Retention
  private let services: GatewayServices

  package init(_ retention: Retention, _ services: GatewayServices) {
    self.retention = retention
    self.services = services
  }

  package func run() async throws {
    let lease = WorkLease("store upkeep", every: Self.interval, services)
    await cancelWhenGracefulShutdown {
      while (try? await services.clock.sleep(for: Self.interval)) != nil {
        do {
          if try await lease.isOurs() { try await forget() }
        } catch {
          services.logger.warning("upkeep of the store put off", metadata: ["error": "\(error)"])
        }
      }
    }
    await lease.giveBack()
  }

  private func forget() async throws {
    let limits = retention.limits(at: services.clock.milliseconds)
    var total = 0
    while !Task.isCancelled {
      let count = try await services.store.removePast(limits)
      if count == 0 { break }
      total += count
      // Others have their turns between.
      try await Task.sleep(for: .milliseconds(20))
    }
    if total > 0 { services.logger.info("past forgotten", metadata: ["count": "\(total)"]) }
  }
}
