import CoreMetrics
import Foundation
import GatewayCore
import GatewayHandlers
import GatewaySQLite
import Logging
import OCPPCodec
import Synchronization

/// A gateway without sockets, in virtual time, that can be restarted: what it answered must be in its file.
final class VirtualGateway {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let clock = VirtualClock()
  private let folder: URL
  private(set) var store: SQLiteStore
  private var bus: DirectBus

  init() async throws {
    folder = FileManager.default.temporaryDirectory.appending(component: "ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    store = try await Self.open(folder)
    bus = try Self.bus(store, clock)
    try await store.putIdTokens([
      IdTokenRecord(id: "TAG-1", type: nil, status: .accepted, expiryDate: nil, expiresAt: nil, parent: nil)
    ])
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func restart() async throws {
    await store.close()
    store = try await Self.open(folder)
    bus = try Self.bus(store, clock)
  }

  func connect(_ station: StationID, _ version: OCPPVersion) async throws -> Session {
    let session = try await bus.open(station, version: version, remoteAddress: "-", connection: SilentConnection())
    guard let session else { throw Failure(description: "the gateway takes no sessions") }
    return session
  }

  func disconnect(_ session: Session) { bus.close(session) }

  /// - Returns: the answering frame.
  func answer(_ frame: [UInt8], _ session: Session) async throws -> [UInt8] {
    switch frame.withUnsafeBufferPointer({ bus.receive($0, from: session) }) {
    case .reply(let bytes): return bytes
    case .nothing: throw Failure(description: "no answer to \(String(decoding: frame, as: UTF8.self))")
    case .call(let call):
      guard case .reply(let bytes) = await bus.handle(call, from: session) else {
        throw Failure(description: "closed at \(String(decoding: frame, as: UTF8.self))")
      }
      return bytes
    }
  }

  private static func open(_ folder: URL) async throws -> SQLiteStore {
    try await SQLiteStore.open(SQLiteStoreConfiguration(.file(folder.appending(component: "gateway.db").path)))
  }

  private static func bus(_ store: SQLiteStore, _ clock: VirtualClock) throws -> DirectBus {
    var problems: [ChainTable.Problem] = []
    let chains = ChainTable(
      OCPPVersion.allCases.map { ChainDeclaration(version: $0, action: "*", handlers: ["core"]) },
      handlers: BuiltInHandlers().all(heartbeatInterval: .seconds(7200)), problems: &problems)
    guard problems.isEmpty else { throw Failure(description: "\(problems)") }
    let services = GatewayServices(
      store: store, sessions: SessionRegistry(), chains: chains, clock: clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      metrics: GatewayMetrics(factory: NOOPMetricsHandler.instance))
    return DirectBus(
      dispatcher: Dispatcher(chains: chains, services: services), services: services,
      admission: StationAdmission(.all, services: services))
  }
}

/// A clock that is where it was set.
final class VirtualClock: GatewayClock {
  private let moment = Mutex<Int64>(0)

  var milliseconds: Int64 { moment.withLock { $0 } }

  func set(_ milliseconds: Int64) { moment.withLock { $0 = milliseconds } }

  func sleep(for duration: Duration) async throws {}
}

private final class SilentConnection: StationConnection {
  func send(_ frame: [UInt8]) {}

  func close(_ reason: ConnectionCloseReason) {}
}
