import GatewayCore
import Logging
import ServiceLifecycle

/// Does something at once and then again and again, for as long as the gateway serves.
struct PeriodicTask: Service {
  private let name: String
  private let interval: Duration
  /// Nil: each process does it.
  private let lease: WorkLease?
  private let gateway: GatewayServices
  private let body: @Sendable () async throws -> Void

  /// - Parameters:
  ///   - name: what is done, for the log and the lease.
  ///   - interval: from its end to its next begin, by the gateway's clock.
  ///   - isOfEach: whether each of the processes that share a store does it; else one of them does.
  ///   - body: what is done. What it throws is logged, and it is tried again next time.
  init(
    _ name: String, every interval: Duration, isOfEach: Bool = false, _ gateway: GatewayServices,
    _ body: @escaping @Sendable () async throws -> Void
  ) {
    self.name = name
    self.interval = interval
    lease = isOfEach ? nil : WorkLease(name, every: interval, gateway)
    self.gateway = gateway
    self.body = body
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      repeat {
        do {
          if try await lease?.isOurs() ?? true { try await body() }
        } catch is CancellationError {
          return
        } catch {
          gateway.logger.warning("work put off", metadata: ["work": "\(name)", "error": "\(error)"])
        }
      } while (try? await gateway.clock.sleep(for: interval)) != nil
    }
    await lease?.giveBack()
  }
}
