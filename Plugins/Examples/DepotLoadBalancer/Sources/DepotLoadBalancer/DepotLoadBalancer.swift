import GatewayPluginSDK

/// Shares a site's current among the cars that charge there, anew whenever one comes or goes.
struct DepotLoadBalancer: GatewayPlugin {
  static let id = "depot-load-balancer"
  static let version = "1.0.0"

  struct Configuration: Decodable {
    var sites: [Site.Configuration]
  }

  private let sites: [Site]

  init(configuration: Configuration) throws {
    sites = try configuration.sites.map(Site.init)
    for (index, site) in sites.enumerated() where sites[..<index].contains(where: { $0.name == site.name }) {
      throw Site.Problem(description: "there are two sites '\(site.name)'")
    }
  }

  var handlers: some PluginHandlers {
    on(OCPP16.StartTransactionRequest.self) { request, context, next in
      let response = try await next()
      // A car that may not charge gets no share.
      if response.idTagInfo.status == .accepted {
        try await change(context) { site in
          site.come(Car(context, connector: request.connectorId, transaction: "\(response.transactionId)"))
        }
      }
      return response
    }
    on(OCPP16.StopTransactionRequest.self) { request, context, next in
      let response = try await next()
      try await change(context) { $0.leave(context.station, transaction: "\(request.transactionId)") }
      return response
    }
    on(OCPP16.StatusNotificationRequest.self) { request, context, next in
      let response = try await next()
      if request.status == .available {
        try await change(context) { $0.leave(context.station, connector: request.connectorId) }
      }
      return response
    }
    on(OCPP201.TransactionEventRequest.self) { request, context, next in
      let response = try await next()
      let transaction = request.transactionInfo.transactionId
      try await change(context) { site in
        switch request.eventType {
        case .ended: site.leave(context.station, transaction: transaction)
        default:
          // The event that says which EVSE it is may not be the first.
          if let evse = request.evse {
            site.come(Car(context, connector: evse.id, transaction: transaction))
          }
        }
      }
      return response
    }
    on(OCPP201.StatusNotificationRequest.self) { request, context, next in
      let response = try await next()
      if request.connectorStatus == .available {
        try await change(context) { $0.leave(context.station, connector: request.evseId) }
      }
      return response
    }
  }

  /// Changes who charges at the station's site, and sends new limits to those whose share changes.
  ///
  /// Two stations that change a site at once don't lose either's car: the later handler is run again.
  private func change(_ context: CallContext, _ body: (inout Occupancy) -> Void) async throws {
    guard let site = sites.first(where: { $0.includes(context.station) }) else { return }
    let key = "site/\(site.name)"
    let before = try await context.state.get(key, as: Occupancy.self) ?? Occupancy()
    var after = before
    body(&after)
    guard after != before else { return }
    after.share(site)
    try await context.state.put(key, after)
    context.metric.set("charging_cars", to: Double(after.cars.count), ["site": site.name])
    for car in after.cars where before.limit(of: car) != car.limit { send(car, site, context) }
  }

  /// Sends a car's limit once the CALL is answered: the station is busy with it until then.
  private func send(_ car: Car, _ site: Site, _ context: CallContext) {
    let log = context.log
    let metric = context.metric
    let report: @Sendable (_ isAccepted: Bool, _ answer: String) -> Void = { isAccepted, answer in
      metric.count("limits_total", ["outcome": isAccepted ? "accepted" : "failed"])
      guard !isAccepted else { return }
      log.warning("a limit was not taken", ["station": car.station, "connector": "\(car.connector)", "answer": answer])
    }
    switch car.version {
    case .v16:
      guard let profile = OCPP16.ChargingProfile(car, site) else { return }
      context.sendAfterReply(
        OCPP16.SetChargingProfileRequest(connectorId: car.connector, csChargingProfiles: profile), to: car.station
      ) { result in
        switch result {
        case .success(let answer): report(answer.status == .accepted, answer.status.text)
        case .failure(let error): report(false, "\(error)")
        }
      }
    case .v201:
      context.sendAfterReply(
        OCPP201.SetChargingProfileRequest(evseId: car.connector, chargingProfile: .init(car, site)), to: car.station
      ) { result in
        switch result {
        case .success(let answer): report(answer.status == .accepted, answer.status.text)
        case .failure(let error): report(false, "\(error)")
        }
      }
    }
  }
}

/// By this the gateway finds the plugin.
@c(gateway_plugin_descriptor_v1) public func entry() -> UnsafeRawPointer { DepotLoadBalancer.entry }
