import CoreMetrics
import GatewayCore
import GatewayTestSupport
import Logging
import OCPPCodec

/// A dispatcher without sockets, with the handlers of a test.
struct CoreFixture {
  let clock: ManualClock
  let services: GatewayServices
  let sessions = SessionRegistry()
  let chains: ChainTable
  let problems: [ChainTable.Problem]
  let dispatcher: Dispatcher

  /// - Parameters:
  ///   - handlers: what takes part; unless chains are given, all of them in all chains, in this order.
  ///   - chains: the general chains.
  ///   - rules: chains for some stations.
  init(
    _ handlers: [any Handler] = [],
    chains: [ChainDeclaration]? = nil,
    rules: [StationRule] = [],
    boot: BootPolicy = BootPolicy(),
    stall: StallPolicy = StallPolicy(),
    clock: ManualClock = ManualClock()
  ) throws {
    self.clock = clock
    var problems: [ChainTable.Problem] = []
    let names = handlers.map(\.name)
    self.chains = ChainTable(
      chains ?? OCPPVersion.allCases.map { ChainDeclaration(version: $0, action: "*", handlers: names) },
      rules: rules, handlers: handlers, problems: &problems)
    self.problems = problems
    services = GatewayServices(
      store: try StoreProbe().openStore(), sessions: sessions, chains: self.chains, clock: clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      metrics: GatewayMetrics(factory: NOOPMetricsHandler.instance))
    dispatcher = Dispatcher(chains: self.chains, services: services, boot: boot, stall: stall)
  }

  func open(
    _ station: String = "A", _ version: OCPPVersion = .v16, connection: RecordingConnection = RecordingConnection(),
    registration: RegistrationState? = .accepted
  ) throws -> Session {
    guard let id = StationID(station),
      let session = sessions.open(
        id, version: version, remoteAddress: "192.0.2.1:50000", connectedAt: clock.milliseconds, connection: connection)?
        .session
    else { throw FixtureError(description: "no session for \(station)") }
    session.registration = registration
    return session
  }

  func receive(_ text: String, _ session: Session) -> Receipt {
    var text = text
    return text.withUTF8 { dispatcher.receive($0, from: session) }
  }

  /// How a message is answered.
  func answer(_ text: String, _ session: Session) async -> Answer {
    switch receive(text, session) {
    case .nothing: .nothing
    case .reply(let frame): .frame(String(decoding: frame, as: UTF8.self))
    case .call(let call):
      switch await dispatcher.handle(call, from: session) {
      case .reply(let frame): .frame(String(decoding: frame, as: UTF8.self))
      case .close(let reason): .close(reason)
      }
    }
  }

  enum Answer: Equatable {
    case nothing
    case frame(String)
    case close(ConnectionCloseReason)

    /// The code of a CALLERROR.
    var errorCode: String? {
      guard case .frame(let text) = self, let elements = try? JSONValue(parsing: text).elements, elements.count == 5
      else { return nil }
      return elements[2].string
    }

    /// The message id.
    var id: String? {
      guard case .frame(let text) = self else { return nil }
      return (try? JSONValue(parsing: text))?.elements[1].string
    }
  }
}

struct FixtureError: Error, CustomStringConvertible {
  var description: String
}

extension Call {
  /// A CALL for running a chain.
  init(_ action: String, _ version: OCPPVersion, _ direction: MessageDirection, payload: String = "{}") throws {
    guard let descriptor = MessageCatalog.of(version).action(named: action) else {
      throw FixtureError(description: "no action \(action)")
    }
    var payload = payload
    self.init(
      action: descriptor, direction: direction, message: try payload.withUTF8 { try descriptor.request.decode($0) },
      id: "1", receivedAt: 0)
  }
}
