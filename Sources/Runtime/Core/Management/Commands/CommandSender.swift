import Logging
package import OCPPCodec

/// Sends a command and tells how it ended.
package struct CommandSender: Sendable {
  package let services: GatewayServices

  package init(_ services: GatewayServices) { self.services = services }

  /// Sends a command and waits.
  ///
  /// - Parameters:
  ///   - command: its name.
  ///   - payload: its payload; checked here.
  ///   - station: whom it is for.
  ///   - timeout: from now to the answer; nil: the default.
  ///   - requestID: what the request is known by.
  package func send(
    _ command: String,
    payload: RawJSON,
    to station: KnownStation,
    timeout: Duration? = nil,
    requestID: String = MessageID.make()
  ) async -> CommandReport {
    let identity = CommandReport.Identity(requestID: requestID, station: station.id, command: command)
    let report: CommandReport
    do {
      // An offline station's dispatcher says so before it looks at the payload; whoever asks wants to know both.
      if station.session == nil { try check(command, payload: payload, station: station) }
      let response = try await services.commands.send(
        command, payload: payload, to: station.id, timeout: timeout)
      report = CommandReport(identity, response: response)
    } catch {
      report = CommandReport(identity, error: error, version: station.version)
      if report.status.code == 500 { services.logger.error("command failed", metadata: ["error": "\(error)"]) }
    }
    services.logger.info(
      "command",
      metadata: [
        "station": "\(station.id)", "action": "\(command.escapedForPeople(limit: 64))", "request_id": "\(requestID)",
        "status": "\(report.status.code)",
      ])
    return report
  }

  /// Checks a command as far as can be without sending it.
  ///
  /// - Throws: ``CommandFailure``
  package func check(_ command: String, payload: RawJSON, station: KnownStation) throws {
    guard let version = station.version else { throw CommandFailure.offline }
    try CommandCatalog.check(command, payload: payload, version: version)
  }
}
