import GatewayCore
import Logging
import ServiceLifecycle

/// Does something at once and then again and again, for as long as the gateway serves.
struct PeriodicTask: Service {
  private let name: String
  private let interval: Duration
  private let gateway: GatewayServices
  private let body: @Sendable () async throws -> Void

  /// - Parameters:
  ///   - name: what is done, for the log.
  ///   - interval: from its end to its next begin, by the gateway's clock.
  ///   - body: what is done. What it throws is logged, and it is tried again next time.
  init(
    _ name: String, every interval: Duration, _ gateway: GatewayServices,
    _ body: @escaping @Sendable () async throws -> Void
  ) {
    self.name = name
    self.interval = interval
    self.gateway = gateway
    self.body = body
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      repeat {
        do {
          try await body()
        } catch is CancellationError {
          return
        } catch {
          gateway.logger.warning("work put off", metadata: ["work": "\(name)", "error": "\(error)"])
        }
      } while (try? await gateway.clock.sleep(for: interval)) != nil
    }
  }
}
