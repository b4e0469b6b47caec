package import GatewayCore
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// Takes stations' messages from Redis and handles them. Any number of processors share the work.
package final class RedisProcessor: Service {
  private let client: RedisClient
  private let waiter: RedisClient
  private let handling: MessageHandling
  private let keys: RedisKeys
  private let name: String
  private let configuration: ProcessorConfiguration
  private let services: GatewayServices
  /// What is worked on here: the tokens, by station.
  private let active = Mutex<[String: Int64]>([:])

  /// - Parameters:
  ///   - name: of the gateway.
  ///   - waiter: a client of its own, whose connection is blocked most of the time.
  package init(
    name: String,
    client: RedisClient,
    waiter: RedisClient,
    store: RedisStore,
    dispatcher: Dispatcher,
    services: GatewayServices,
    configuration: ProcessorConfiguration = ProcessorConfiguration()
  ) {
    self.name = name
    self.client = client
    self.waiter = waiter
    self.services = services
    self.configuration = configuration
    keys = store.keys
    handling = MessageHandling(
      name: name, client: client, store: store, dispatcher: dispatcher, services: services)
  }

  /// Works until graceful shutdown; then finishes what it has begun, for as long as a lease lasts.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let queue = WorkQueue(
          client: self.client, keys: self.keys, processor: "\(self.name):\(MessageID.make().prefix(12))",
          lease: Int64(self.configuration.lease / .milliseconds(1)))
        await self.work(on: queue)
      }
    }
  }

  /// Works under one name, until it is taken for dead or the task is cancelled.
  private func work(on queue: WorkQueue) async {
    let reaper = WorkReaper(queue: queue, logger: services.logger)
    guard await untilDone({ try await queue.live(isNew: true) }) else { return }
    await withDiscardingTaskGroup { group in
      group.addTask { await self.keepAlive(queue, reaper) }
      group.addTask { await self.adoptLost(queue) }
      while !Task.isCancelled {
        let free = min(configuration.capacity - active.withLock { $0.count }, Self.batch)
        guard free > 0 else {
          try? await Task.sleep(for: .milliseconds(2))
          continue
        }
        do {
          guard let items = try await queue.take(free) else {
            services.logger.error(
              "taken for dead by others; begins anew", metadata: ["processor": "\(queue.processor)"])
            break
          }
          if items.isEmpty {
            try await queue.wait(waiter)
            continue
          }
          FaultPoint.taken.pass()
          active.withLock { active in for item in items { active[item.name] = item.token } }
          for item in items { group.addTask { await self.process(item, queue) } }
          // There were no more; if there are by now, this doesn't wait.
          if items.count < free { try await queue.wait(waiter) }
        } catch {
          try? await Task.sleep(for: .milliseconds(200))
        }
      }
      group.cancelAll()
    }
    active.withLock { $0.removeAll() }
    // What wasn't finished is no fault of its messages.
    try? await reaper.reap(queue.processor)
  }

  /// Handles a message, then those of the station that came meanwhile.
  private func process(_ first: WorkQueue.Item, _ queue: WorkQueue) async {
    // What has begun is finished, also when the processor ends.
    var item = first
    while true {
      let next = await handling.handle(item) ? await finish(item, queue) : nil
      let goesOn = active.withLock { active in
        // Another may have it by now, in this process too.
        guard active[item.name] == item.token else { return false }
        active[item.name] = next?.token
        return next != nil
      }
      // What comes when the processor ends is for those who go on.
      guard goesOn, let next, !Task.isCancelled else { return }
      item = next
    }
  }

  /// - Returns: the station's next message, if there is one.
  private func finish(_ item: WorkQueue.Item, _ queue: WorkQueue) async -> WorkQueue.Item? {
    for _ in 0..<Self.finishingAttempts {
      if let outcome = try? await queue.finish(item) { return outcome.next }
      guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return nil }
    }
    // Handled again, at the worst, which its answer's record makes harmless.
    return nil
  }

  private static let finishingAttempts = 60
  /// How many messages are taken at once.
  private static let batch = 64

  /// Works on what Redis thinks this processor works on and it doesn't know of: the connection broke before the reply.
  private func adoptLost(_ queue: WorkQueue) async {
    await withDiscardingTaskGroup { group in
      var suspects: [String: Int64] = [:]
      while (try? await Task.sleep(for: .seconds(1))) != nil {
        guard let held = try? await queue.held() else { continue }
        let known = active.withLock { $0 }
        let unknown = held.filter { known[$0.key] != $0.value }
        // Seen twice, since a reply may just be on its way.
        for (name, token) in unknown where suspects[name] == token {
          guard let item = try? await queue.item(name, token: token) else { continue }
          services.logger.notice(
            "a message that was taken and not received is handled", metadata: ["processor": "\(queue.processor)"])
          active.withLock { $0[name] = token }
          group.addTask { await self.process(item, queue) }
        }
        suspects = unknown
      }
      group.cancelAll()
    }
  }

  private func keepAlive(_ queue: WorkQueue, _ reaper: WorkReaper) async {
    var steadiness = Steadiness(period: configuration.lease)
    while (try? await Task.sleep(for: configuration.lease / 4)) != nil {
      do {
        try await queue.live(isNew: false)
        // After a break nobody has renewed his lease: that all seem dead says nothing.
        guard steadiness.isSteady(at: .now) else { continue }
        try await reaper.reap()
        try await EdgeReaper(client: client, keys: keys, logger: services.logger).reap()
      } catch {
        steadiness.broke()
        services.logger.warning("processor can't say that it lives", metadata: ["reason": "\(error)"])
      }
    }
  }

  private func untilDone(_ body: () async throws -> Void) async -> Bool {
    while !Task.isCancelled {
      if (try? await body()) != nil { return true }
      try? await Task.sleep(for: .milliseconds(200))
    }
    return false
  }
}

/// How a processor works.
package struct ProcessorConfiguration: Sendable {
  /// After so long without a sign of life its work is given to others.
  package var lease = Duration.seconds(10)
  /// How many messages it handles at a time.
  package var capacity = 512

  package init() {}
}
