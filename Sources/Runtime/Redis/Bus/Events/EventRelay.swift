package import GatewayCore
import Logging
import OCPPCodec
import ServiceLifecycle
import Synchronization

/// Brings what happens in other processes to those that serve operators.
///
/// Only while somebody wants to know: a process that serves operators listens when one of them watches, and all tell
/// while somebody listens. What is lost on the way is lost; events are for watching, the store is what counts.
package final class EventRelay: Service {
  private static let interval = Duration.seconds(1)

  private let name: String
  private let listens: Bool
  private let client: RedisClient
  private let keys: RedisKeys
  private let services: GatewayServices

  /// - Parameters:
  ///   - name: of the gateway.
  ///   - listens: whether it serves operators.
  package init(
    name: String,
    listens: Bool,
    client: RedisClient,
    keys: RedisKeys,
    services: GatewayServices
  ) {
    self.name = name
    self.listens = listens
    self.client = client
    self.keys = keys
    self.services = services
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask { await self.tell() }
        if self.listens { group.addTask { await self.listen() } }
      }
    }
  }

  private func tell() async {
    while (try? await services.clock.sleep(for: Self.interval)) != nil {
      guard await hasListeners() else { continue }
      let subscription = services.events.subscribe(GatewayEventFilter())
      await withDiscardingTaskGroup { group in
        group.addTask {
          for await case .event(let event) in subscription {
            self.client.submit([RedisCommand("PUBLISH", self.keys.events, event.message(from: self.name))]) { _ in }
          }
        }
        while (try? await services.clock.sleep(for: Self.interval)) != nil, await hasListeners() {}
        group.cancelAll()
      }
    }
  }

  private func hasListeners() async -> Bool {
    let reply = try? await client.send(RedisCommand("PUBSUB", "NUMSUB", keys.events))
    return reply?.array?.last?.integer ?? 0 > 0
  }

  private func listen() async {
    var subscriber: RedisSubscriber?
    while (try? await services.clock.sleep(for: Self.interval)) != nil {
      let isWanted = services.events.isWatched
      if isWanted, subscriber == nil {
        subscriber = try? await RedisSubscriber.listen(
          to: [keys.events], client.configuration, on: client.eventLoop, logger: services.logger
        ) { [services, name] event in
          if case .message(_, let bytes) = event { services.events.publish(message: bytes, notFrom: name) }
        }
      } else if !isWanted, let listening = subscriber {
        await listening.close()
        subscriber = nil
      }
    }
    await subscriber?.close()
  }
}

extension RedisKeys {
  /// Where it is told what happens.
  var events: String { "\(prefix):events" }
}

extension GatewayEvent {
  fileprivate func message(from process: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("event", kind.name)
    writer.member("charge_point_id", station?.text)
    writer.member("moment", Int(moment))
    writer.member("ws_server_id", process)
    writer.member("details") { details.encode(to: &$0) }
    writer.endObject()
    return writer.bytes
  }
}

extension GatewayEvents {
  fileprivate func publish(message: [UInt8], notFrom process: String) {
    guard let value = try? message.withUnsafeBytes({ try JSONValue(parsing: $0) }),
      value["ws_server_id"]?.string != process, let kind = value["event"]?.string.flatMap(GatewayEvent.Kind.init(name:))
    else { return }
    let station = value["charge_point_id"]?.string.flatMap { StationID($0, maximumLength: .max) }
    relay(kind, of: station, at: Int64(value["moment"]?.integer ?? 0), APIValue(value["details"] ?? .null))
  }
}

extension APIValue {
  fileprivate init(_ value: JSONValue) {
    switch value {
    case .null: self = .null
    case .boolean(let value): self = .boolean(value)
    case .integer(let value): self = .integer(value)
    case .string(let text): self = .text(text)
    case .array(let elements): self = .array(elements.map { APIValue($0) })
    case .object(let members): self = .object(members.map { ($0.name, APIValue($0.value)) })
    default: self = .raw(value.json)
    }
  }
}
