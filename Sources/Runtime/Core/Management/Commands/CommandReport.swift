package import OCPPCodec

/// How a command to a station ended.
package struct CommandReport: Sendable {
  /// What a command is known by.
  package struct Identity: Sendable {
    package let requestID: String
    package let station: StationID
    package let command: String

    package init(requestID: String, station: StationID, command: String) {
      self.requestID = requestID
      self.station = station
      self.command = command
    }

    package var members: [(name: String, value: APIValue)] {
      [
        (name: "requestId", value: .text(requestID)), (name: "clientId", value: .text(station.text)),
        (name: "command", value: .text(command)),
      ]
    }
  }

  package let identity: Identity
  package let status: APIStatus
  package let message: String
  /// What is told beside the identity: the station's answer, or what went wrong.
  package let details: [(name: String, value: APIValue)]
  /// The station's answer.
  package let response: (any OCPPMessage)?

  /// The station answered.
  package init(_ identity: Identity, response: any OCPPMessage) {
    self.identity = identity
    self.response = response
    status = .ok
    message = "station '\(identity.station)' answered \(identity.command)"
    details = [(name: "response", value: .raw(response.json))]
  }

  /// There was no answer, or none of use.
  package init(_ identity: Identity, error: any Error, version: OCPPVersion?) {
    self.identity = identity
    response = nil
    let station = "station '\(identity.station)'"
    switch error {
    case let failure as CommandFailure:
      (status, message, details) = Self.explain(failure, identity, station, version)
    case is StoreError:
      (status, message, details) = (.serviceUnavailable, "the store is not available; the gateway's log says why", [])
    case is CancellationError:
      (status, message, details) = (.serviceUnavailable, "the gateway is shutting down", [])
    default:
      (status, message, details) = (.internalServerError, "the gateway could not send it; its log says why", [])
    }
  }

  package var answer: APIAnswer { APIAnswer(status, message, data: .object(identity.members + details)) }

  private typealias Explanation = (APIStatus, String, [(name: String, value: APIValue)])

  private static func explain(
    _ failure: CommandFailure,
    _ identity: Identity,
    _ station: String,
    _ version: OCPPVersion?
  ) -> Explanation {
    switch failure {
    case .offline: (.serviceUnavailable, "\(station) is not connected", sent(false))
    case .busy: (.serviceUnavailable, "too many commands wait for \(station)", sent(false))
    case .unknownCommand(let message): unknownCommand(message, identity.command, version)
    case .invalid(let violations):
      (
        .badRequest, "the payload is not a valid \(identity.command): \(violations.description)",
        [(name: "violations", value: values(violations))]
      )
    case .refused(let error): refused(error, identity)
    case .error(let error):
      (.badGateway, "\(station) answered with an error: \(text(error))", [(name: "error", value: error.value)])
    case .invalidAnswer(let violations):
      (
        .badGateway, "\(station) gave an invalid answer: \(violations.description)",
        [(name: "violations", value: values(violations))]
      )
    case .timedOut(let wasSent):
      (
        .requestTimeout,
        wasSent
          ? "\(station) did not answer in time; it may still do it"
          : "\(station) was not sent it in time: others were before it, or it hasn't sent anything yet",
        sent(wasSent)
      )
    case .disconnected(let wasSent):
      (
        .serviceUnavailable,
        wasSent
          ? "\(station) disconnected before it answered; it may have done it"
          : "\(station) disconnected before it was sent",
        sent(wasSent)
      )
    }
  }

  /// A handler that says what is wrong with the payload says what the schema would; else it won't have the command now.
  private static func refused(_ error: CallError, _ identity: Identity) -> Explanation {
    let message = "a handler refused \(identity.command): \(text(error))"
    var details: [(name: String, value: APIValue)] = [(name: "error", value: error.value)]
    guard let violations = (try? error.details.value())?["violations"] else { return (.conflict, message, details) }
    details.append((name: "violations", value: .raw(violations.json)))
    return (.badRequest, message, details)
  }

  private static func sent(_ wasSent: Bool) -> [(name: String, value: APIValue)] {
    [(name: "sent", value: .boolean(wasSent))]
  }

  private static func unknownCommand(_ message: String, _ command: String, _ version: OCPPVersion?) -> Explanation {
    let actions = version.map { CommandCatalog.commands(of: $0) } ?? []
    let near = NearNames.of(command, in: actions)
    var message = message.escapedForPeople
    if let version, MessageCatalog.of(version).action(named: command) != nil {
      message = "\(command) is sent by stations, not to them"
    } else if let other = OCPPVersion.allCases.first(where: {
      $0 != version && CommandCatalog.commands(of: $0).contains(command)
    }) {
      message += "; OCPP \(other.rawValue) has"
    }
    if !near.isEmpty { message += "; did you mean \(near.joined(separator: " or "))?" }
    let violation = APIViolation("/command", .enum, message)
    return (
      .badRequest, message,
      [(name: "violations", value: [violation.value]), (name: "suggestions", value: .texts(near))]
    )
  }

  private static func values(_ violations: MessageViolations) -> APIValue {
    .array(violations.violations.map { APIViolation($0).value })
  }

  private static func text(_ error: CallError) -> String {
    let description = error.description.escapedForPeople
    return description.isEmpty
      ? error.code.rawValue.escapedForPeople : "\(error.code.rawValue.escapedForPeople): \(description)"
  }
}

extension CallError {
  /// A CALLERROR, as an answer tells it.
  package var value: APIValue {
    ["code": .text(code.rawValue), "description": .text(description), "details": .raw(details)]
  }
}
