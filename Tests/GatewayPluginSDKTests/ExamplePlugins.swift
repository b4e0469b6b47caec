import GatewayPluginSDK
import Glibc
import Synchronization

/// Answers, changes, refuses and passes on, by the id tag.
struct Doorkeeper: GatewayPlugin {
  static let id = "doorkeeper"
  static let version = "1.2.3"

  struct Configuration: Decodable {
    var welcome: [String]
    var note: String?
  }

  struct Broken: Error {}

  let configuration: Configuration

  init(configuration: Configuration) throws {
    self.configuration = configuration
  }

  var handlers: some PluginHandlers {
    on(OCPP16.AuthorizeRequest.self) { request, context, next in
      switch request.idTag {
      case let tag where configuration.welcome.contains(tag):
        return OCPP16.AuthorizeResponse(idTagInfo: .init(status: .accepted))
      case "refuse": throw OCPPError(.securityError, "go away", details: RawJSON(text: #"{"floor":1}"#) ?? .emptyObject)
      case "break": throw Broken()
      case "twice":
        _ = try await next()
        return try await next()
      case "rewrite": return try await next(OCPP16.AuthorizeRequest(idTag: "rewritten"))
      case "block":
        var response = try await next()
        response.idTagInfo.status = .blocked
        return response
      default: return try await next()
      }
    }
    onRaw(OCPP16.DataTransferRequest.self) { payload, context, next in
      payload.text.contains("mine") ? RawJSON(text: #"{"status":"Accepted"}"#) ?? .null : try await next()
    }
    onCommand(OCPP16.RemoteStartTransactionRequest.self) { request, context, next in
      if request.idTag == "veto" { return OCPP16.RemoteStartTransactionResponse(status: .rejected) }
      return try await next()
    }
    if let note = configuration.note {
      on(OCPP201.HeartbeatRequest.self) { request, context, next in
        context.log.info(note, ["station": context.station, "attempt": "\(context.attempt)"])
        context.metric.count("heartbeats_total", by: 2, ["kind": "cold"])
        return try await next()
      }
    }
  }
}

/// Counts heartbeats in its state, and tells other stations.
struct Counter: GatewayPlugin {
  static let id = "counter"
  static let version = "1.0.0"

  init(configuration: NoConfiguration) {}

  var handlers: some PluginHandlers {
    on(OCPP16.HeartbeatRequest.self) { request, context, next in
      let count = try await context.state.get("count", as: Int.self) ?? 0
      let response = try await next()
      try await context.state.put("count", count + 1)
      if try await context.state.get("recent", as: String.self) == nil {
        try await context.state.put("recent", "\(context.receivedAt)", expiring: .seconds(60))
      }
      context.sendAfterReply(OCPP16.TriggerMessageRequest(requestedMessage: .meterValues))
      return response
    }
    on(OCPP16.MeterValuesRequest.self) { request, context, next in
      try await context.state.put("kept", "never")
      throw Doorkeeper.Broken()
    }
    on(OCPP16.StatusNotificationRequest.self) { request, context, next in
      do {
        let station = request.connectorId == 1 ? context.station : "CP-\(request.connectorId)"
        let answer = try await context.send(OCPP16.ClearCacheRequest(), to: station)
        context.log.info(answer.status.text)
      } catch let error as PluginError {
        context.log.warning("\(error.code == .sameStation ? "same" : error.code == .offline ? "offline" : "other")")
      }
      return OCPP16.StatusNotificationResponse()
    }
    onAnyRequest { payload, context, next in
      context.log.debug("\(context.version.rawValue) \(context.action)")
      return try await next()
    }
  }
}

/// Waits for what never comes, until it is cancelled.
struct Sleeper: BackgroundPlugin {
  static let id = "sleeper"
  static let version = "1.0.0"

  init(configuration: NoConfiguration) {}

  var handlers: some PluginHandlers {
    on(OCPP201.HeartbeatRequest.self) { request, context, next in
      do {
        try await Task.sleep(for: .seconds(60))
      } catch {
        context.log.info("cancelled")
        throw OCPPError(.genericError, "cancelled")
      }
      return try await next()
    }
    on(OCPP16.HeartbeatRequest.self) { request, context, next in
      // Blocks past its deadline, and waits only then.
      while context.timeRemaining > .zero { usleep(1000) }
      usleep(20_000)
      try await Task.sleep(for: .seconds(60))
      return try await next()
    }
  }

  func run(_ gateway: Gateway) async throws {
    try await gateway.state.update("started") { (count: Int?) in (count ?? 0) + 1 }
    gateway.log.info("running")
  }
}
