import CoreMetrics
import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import Logging
import OCPPCodec

/// A station that talks with the core handler through a real dispatcher: frames in, frames out.
struct Conversation {
  /// 2026-03-14T09:26:03.111Z
  static let now: Int64 = 1_773_480_363_111

  let probe = StoreProbe()
  let store: any Store
  private let sessions = SessionRegistry()
  private let dispatcher: Dispatcher
  private let session: Session

  /// - Parameters:
  ///   - version: what the station speaks.
  ///   - station: its id.
  ///   - configuration: the handler's options.
  ///   - registration: what its latest boot was answered.
  init(
    _ version: OCPPVersion,
    station: String = "CP-1",
    configuration: CoreConfiguration = CoreConfiguration(),
    registration: RegistrationState? = .accepted
  ) throws {
    store = try probe.openStore()
    var problems: [ChainTable.Problem] = []
    let chains = ChainTable(
      [ChainDeclaration(version: version, action: "*", handlers: ["core"])],
      handlers: [CoreHandler.make(options: StationOptions(configuration), heartbeatInterval: .seconds(300))],
      problems: &problems)
    let services = GatewayServices(
      store: store, sessions: sessions, chains: chains, clock: FixedClock(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      metrics: GatewayMetrics(factory: NOOPMetricsHandler.instance))
    dispatcher = Dispatcher(chains: chains, services: services, boot: configuration.beforeBoot)
    guard problems.isEmpty, let id = StationID(station),
      let opened = sessions.open(
        id, version: version, remoteAddress: "-", connectedAt: Self.now, connection: SilentConnection())
    else { throw ConversationError(description: "no session: \(problems)") }
    session = opened.session
    session.registration = registration
  }

  var station: StationID { session.station }

  /// Sends a CALL and gives the answering frame.
  func call(_ action: String, _ payload: String, id: String = "1") async throws -> JSONValue {
    var text = "[2,\"\(id)\",\"\(action)\",\(payload)]"
    switch text.withUTF8({ dispatcher.receive($0, from: session) }) {
    case .nothing: throw ConversationError(description: "no answer")
    case .reply(let frame): return try JSONValue(parsing: String(decoding: frame, as: UTF8.self))
    case .call(let call):
      guard case .reply(let frame) = await dispatcher.handle(call, from: session) else {
        throw ConversationError(description: "closed")
      }
      return try JSONValue(parsing: String(decoding: frame, as: UTF8.self))
    }
  }

  /// Sends a CALL and gives the CALLRESULT's payload.
  func result(_ action: String, _ payload: String, id: String = "1") async throws -> JSONValue {
    let frame = try await call(action, payload, id: id)
    guard frame.elements.count == 3 else { throw ConversationError(description: "\(frame)") }
    return frame.elements[2]
  }
}

struct ConversationError: Error, CustomStringConvertible {
  var description: String
}

struct FixedClock: GatewayClock {
  var milliseconds: Int64 { Conversation.now }

  func sleep(for duration: Duration) async throws {}
}

final class SilentConnection: StationConnection {
  func send(_ frame: [UInt8]) {}

  func close(_ reason: ConnectionCloseReason) {}
}
