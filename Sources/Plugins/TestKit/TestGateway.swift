import CGatewayPlugin
public import GatewayPluginSDK
import Synchronization

/// A gateway for a plugin's unit tests: no sockets, no store, the plugin called through its real C interface.
///
/// ```swift
/// let gateway = try TestGateway(Tariff.self, configuration: #"{"currency": "EUR"}"#)
/// gateway.next(OCPP16.AuthorizeRequest.self) { _ in .init(idTagInfo: .init(status: .accepted)) }
/// let response = try await gateway.receive(OCPP16.AuthorizeRequest(idTag: "TAG-1"), from: "CP-1")
/// #expect(response.idTagInfo.status == .accepted)
/// #expect(gateway.logs.isEmpty)
/// ```
public final class TestGateway<Plugin: GatewayPlugin>: Sendable {
  private let host: TestHost

  /// Makes the plugin.
  ///
  /// - Parameters:
  ///   - type: the plugin.
  ///   - configuration: what `config:` in the gateway's configuration would be, as JSON.
  ///   - time: what the gateway's clock shows until ``advance(by:)``; nil: now.
  /// - Throws: ``TestGatewayError`` with what the plugin says is wrong.
  public init(_ type: Plugin.Type = Plugin.self, configuration: String = "{}", time: DateTime? = nil) throws {
    host = try TestHost(
      entry: Plugin.entry, configuration: configuration, time: time?.millisecondsSinceEpoch.map { $0 * 1000 })
  }

  deinit { host.stop() }

  // MARK: What surrounds the plugin

  /// Sets what the rest of the chain answers a request; without it, it is a CALLERROR `NotSupported`.
  public func next<Request: OCPPRequest>(
    _ type: Request.Type,
    _ answer: @escaping @Sendable (Request) async throws -> Request.Response
  ) {
    host.setAnswer(Request.version, Request.action, ofChain: true) { _, payload in
      try await answer(Request.decode(payload.text)).json
    }
  }

  /// Sets what stations answer a command that the plugin sends; without it, they are offline.
  public func station<Request: OCPPRequest>(
    answers type: Request.Type,
    _ answer: @escaping @Sendable (_ station: String, Request) async throws -> Request.Response
  ) {
    host.setAnswer(Request.version, Request.action, ofChain: false) { station, payload in
      try await answer(station, Request.decode(payload.text)).json
    }
  }

  /// Moves the gateway's clock, by which messages come and values of the state expire; it moves in no other way.
  ///
  /// Deadlines, sleeps and timeouts take their real time.
  public func advance(by duration: Duration) {
    let (seconds, attoseconds) = duration.components
    host.state.withLock { $0.time += seconds * 1_000_000 + attoseconds / 1_000_000_000_000 }
  }

  // MARK: CALLs

  /// Gives the plugin a request of a station.
  ///
  /// - Parameters:
  ///   - request: the request.
  ///   - station: the station's id.
  ///   - deadline: after which time the handler is cancelled.
  /// - Returns: what the station would get.
  /// - Throws: ``OCPPError`` for a CALLERROR; ``TestGatewayError`` when the plugin fails.
  public func receive<Request: OCPPRequest>(
    _ request: Request,
    from station: String = "CP-1",
    deadline: Duration = .seconds(5)
  ) async throws -> Request.Response {
    try await handle(request, .fromStation, station, deadline)
  }

  /// Gives the plugin a command to a station; `next` leads to the station, see ``next(_:_:)``.
  ///
  /// - Parameters:
  ///   - request: the command.
  ///   - station: the station's id.
  ///   - deadline: after which time the handler is cancelled.
  /// - Returns: what whoever sent it would get.
  /// - Throws: as ``receive(_:from:deadline:)`` does.
  public func command<Request: OCPPRequest>(
    _ request: Request,
    to station: String = "CP-1",
    deadline: Duration = .seconds(5)
  ) async throws -> Request.Response {
    try await handle(request, .toStation, station, deadline)
  }

  private func handle<Request: OCPPRequest>(
    _ request: Request,
    _ direction: CallDirection,
    _ station: String,
    _ deadline: Duration
  ) async throws -> Request.Response {
    let call = TestCall(
      version: Request.version, direction: direction, action: Request.action, station: station, payload: request.json)
    let payload = try await host.handle(call, deadline)
    do {
      return try Request.Response.decode(payload.text)
    } catch {
      throw TestGatewayError("the plugin's answer does not conform: \(error)")
    }
  }

  // MARK: What the plugin did

  /// What it logged.
  public var logs: [TestLogLine] { host.state.withLock { $0.logs } }

  /// What it counted, set and recorded.
  public var metrics: [TestMetric] { host.state.withLock { $0.metrics } }

  /// The commands it sent, in order.
  public var commands: [TestCommand] { host.state.withLock { $0.commands } }

  /// A value of its state, as committed.
  public func stateValue<Value: Decodable>(_ key: String, as type: Value.Type = Value.self) throws -> Value? {
    guard let text = host.state.withLock({ $0.value(key)?.text }) else { return nil }
    return try JSONValue(parsing: text).decode(Value.self)
  }

  /// Sets a value of its state, as if it had been there before or somebody else had written it.
  public func setStateValue<Value: Encodable>(_ key: String, _ value: Value) throws {
    let text = try JSONValue(encoding: value).json.text
    host.state.withLock { $0.commit(key, text) }
  }

  /// Waits until the commands that were to be sent after a reply are answered.
  public func settle() async {
    await host.settle()
  }

  /// Stops the plugin, as the gateway does at its end; also done when the gateway is let go.
  public func stop() {
    host.stop()
  }
}
