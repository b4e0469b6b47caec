package import OCPPCodec

/// Sends commands to stations: checks them, runs the outbound chain, waits for the answer.
///
/// A handler that handles a station's CALL doesn't wait here for the same station: nothing is sent to it before its first
/// CALL has been answered. It leaves that to ``BackgroundWork``.
package struct CommandDispatcher: Sendable {
  private let services: GatewayServices

  /// - Parameter services: what handlers share.
  package init(_ services: GatewayServices) {
    self.services = services
  }

  /// Sends a command and waits for the station's answer.
  ///
  /// - Parameters:
  ///   - request: the command; checked strictly, since a value's type doesn't hold all that its schema demands.
  ///   - station: the station.
  ///   - timeout: from now to the answer, at most ``CommandTimeouts/longest``; nil: ``CommandTimeouts/standard``.
  /// - Returns: the station's answer.
  /// - Throws: ``CommandFailure``; ``StoreError`` from a handler.
  package func send<Request: OCPPRequest>(
    _ request: Request,
    to station: StationID,
    timeout: Duration? = nil
  ) async throws -> Request.Response {
    if let session = services.sessions.session(of: station), session.version != Request.version {
      throw CommandFailure.unknownCommand(
        "station '\(station)' speaks OCPP \(session.version.rawValue), and \(Request.action) is meant for "
          + Request.version.rawValue)
    }
    let answer = try await send(Request.action, payload: request.json, to: station, timeout: timeout)
    guard let response = answer as? Request.Response else {
      throw CommandFailure.refused(CallError(.internalError, "a handler answered with a message of another type"))
    }
    return response
  }

  /// Sends a command and waits for the station's answer.
  ///
  /// - Parameters:
  ///   - action: an action that a CSMS may send in the station's version.
  ///   - payload: its payload; checked strictly, whatever the policy for stations.
  ///   - station: the station.
  ///   - timeout: from now to the answer, at most ``CommandTimeouts/longest``; nil: ``CommandTimeouts/standard``.
  /// - Returns: the payload of the CALLRESULT.
  /// - Throws: ``CommandFailure``; ``StoreError`` from a handler.
  package func send(
    _ action: String,
    payload: RawJSON,
    to station: StationID,
    timeout: Duration? = nil
  ) async throws -> any OCPPMessage {
    guard let session = services.sessions.session(of: station) else {
      services.metrics.countCommand("other", outcome: CommandFailure.offline.outcome)
      throw CommandFailure.offline
    }
    guard let descriptor = MessageCatalog.of(session.version).action(named: action), descriptor.mayGo(.outbound) else {
      services.metrics.countCommand("other", outcome: "unknown")
      throw CommandFailure.unknownCommand(
        "OCPP \(session.version.rawValue) has no action '\(action)' that a CSMS may send")
    }
    let timeouts = services.commandTimeouts
    do {
      let answer = try await send(
        descriptor, payload: payload, in: session, timeout: min(timeout ?? timeouts.standard, timeouts.longest))
      services.metrics.countCommand(action, outcome: "result")
      return answer
    } catch {
      services.metrics.countCommand(action, outcome: (error as? CommandFailure)?.outcome ?? "failed")
      throw error
    }
  }

  private func send(
    _ action: ActionDescriptor,
    payload: RawJSON,
    in session: Session,
    timeout: Duration
  ) async throws -> any OCPPMessage {
    let message: any OCPPMessage
    do {
      var text = payload.text
      message = try text.withUTF8 { bytes in try action.request.decode(bytes) }
    } catch let violations as MessageViolations {
      throw CommandFailure.invalid(violations)
    }
    let call = Call(
      action: action, direction: .outbound, message: message, id: MessageID.make(),
      receivedAt: services.clock.milliseconds)
    let route = Route(session.version, .outbound, action: action.index)
    let context = CallContext(session: session, services: services)
    do {
      return try await services.chains.chain(route, rule: session.rule)(call, context) { call, context, _ in
        try await Self.deliver(call, context, timeout: timeout)
      }
    } catch let refusal as CallError {
      throw CommandFailure.refused(refusal)
    }
  }

  /// The end of an outbound chain: the station itself.
  private static func deliver(_ call: Call, _ context: CallContext, timeout: Duration) async throws -> any OCPPMessage {
    expectMessages(of: call, in: context.session)
    let frame = FrameWriter.call(id: call.id, action: call.action.name, payload: call.message)
    return try await context.session.outbound.call(
      id: call.id, frame: frame, action: call.action, timeout: timeout, clock: context.services.clock)
  }

  /// What the station is asked to send, it may send before its boot is accepted (OCPP 2.0.1 B02.FR.02).
  private static func expectMessages(of call: Call, in session: Session) {
    switch call.action.name {
    case "TriggerMessage", "ExtendedTriggerMessage":
      if let request = call.message as? any TriggersMessage { session.expect(request.triggeredAction) }
    case "GetBaseReport", "GetReport": session.expect("NotifyReport")
    default: break
    }
  }
}
