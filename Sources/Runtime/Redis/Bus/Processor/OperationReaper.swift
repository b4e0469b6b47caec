package import GatewayCore
import Logging
import ServiceLifecycle

/// Makes operations uncertain whose commands were sent by a process that died: nobody waits for the answers any more.
package final class OperationReaper: Service {
  private let store: RedisStore
  private let services: GatewayServices
  private let lease: Duration

  /// - Parameter lease: after so long without a sign of life a process is taken for dead.
  package init(store: RedisStore, services: GatewayServices, lease: Duration) {
    self.store = store
    self.services = services
    self.lease = lease
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      var steadiness = Steadiness(period: self.lease)
      repeat {
        do {
          let senders = self.store.operationSenders
          _ = try await senders.live(self.store.sender, lease: Int64(self.lease / .milliseconds(1)))
          // After a break nobody has renewed his lease: that all seem dead says nothing.
          guard steadiness.isSteady(at: .now) else { continue }
          for sender in try await senders.expired() { try await self.interrupt(sender) }
        } catch {
          steadiness.broke()
        }
      } while (try? await Task.sleep(for: self.lease / 4)) != nil
    }
    _ = try? await store.interruptOperations(
      of: store.sender, reason: "the gateway ended before the station answered", at: services.clock.milliseconds)
  }

  private func interrupt(_ sender: String) async throws {
    let count = try await store.interruptOperations(
      of: sender, reason: "the process that sent the command died before the station answered",
      at: services.clock.milliseconds)
    if count > 0 {
      services.logger.warning(
        "operations of a dead process became uncertain", metadata: ["process": "\(sender)", "count": "\(count)"])
    }
  }
}
