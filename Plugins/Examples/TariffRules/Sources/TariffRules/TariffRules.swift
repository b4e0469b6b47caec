import GatewayPluginSDK

/// Prices transactions by time of day from their meter values, tells 2.0.1 stations the cost, and logs an invoice line.
struct TariffRules: GatewayPlugin {
  static let id = "tariff-rules"
  static let version = "1.0.0"

  /// A transaction whose end never comes is forgotten after this time.
  private static let longest = Duration.seconds(30 * 86_400)

  private let tariff: Tariff

  init(configuration: Tariff.Configuration) throws {
    tariff = try Tariff(configuration)
  }

  var handlers: some PluginHandlers {
    on(OCPP16.StartTransactionRequest.self) { request, context, next in
      let response = try await next()
      let bill = Bill(
        reading: Reading(milliwattHours: request.meterStart * 1000, time: request.timestamp, context), tariff)
      try await keep(bill, "\(response.transactionId)", context)
      return response
    }
    on(OCPP16.MeterValuesRequest.self) { request, context, next in
      let response = try await next()
      if let transaction = request.transactionId {
        try await charge(request.meterValue.compactMap { Reading($0, context) }, "\(transaction)", context)
      }
      return response
    }
    on(OCPP16.StopTransactionRequest.self) { request, context, next in
      let response = try await next()
      let readings = (request.transactionData ?? []).compactMap { Reading($0, context) }
      let last = Reading(milliwattHours: request.meterStop * 1000, time: request.timestamp, context)
      if let bill = try await charge(readings + [last], "\(request.transactionId)", context) {
        try await invoice(bill, "\(request.transactionId)", context)
      }
      return response
    }
    on(OCPP201.TransactionEventRequest.self) { request, context, next in
      var response = try await next()
      let transaction = request.transactionInfo.transactionId
      let readings = (request.meterValue ?? []).compactMap { Reading($0, context) }
      if try await context.state.get(key(transaction, context), as: Bill.self) == nil, request.eventType != .ended,
        let first = readings.first
      {
        try await keep(Bill(reading: first, tariff), transaction, context)
      }
      guard let bill = try await charge(readings, transaction, context) else { return response }
      // Running cost while it charges, the final one at its end (OCPP 2.0.1 I02, I03).
      response.totalCost = tariff.amount(bill.cost(tariff))
      if request.eventType == .ended { try await invoice(bill, transaction, context) }
      return response
    }
  }

  /// Adds what was charged since the last reading.
  ///
  /// - Returns: nil when the transaction isn't known: it began before the plugin was there.
  @discardableResult
  private func charge(_ readings: [Reading], _ transaction: String, _ context: CallContext) async throws -> Bill? {
    guard var bill = try await context.state.get(key(transaction, context), as: Bill.self) else { return nil }
    for reading in readings { bill.charge(upTo: reading, tariff) }
    try await keep(bill, transaction, context)
    return bill
  }

  private func keep(_ bill: Bill, _ transaction: String, _ context: CallContext) async throws {
    try await context.state.put(key(transaction, context), bill, expiring: Self.longest)
  }

  private func invoice(_ bill: Bill, _ transaction: String, _ context: CallContext) async throws {
    let cost = bill.cost(tariff)
    context.log.info(
      "invoice",
      [
        "transaction": transaction, "energy_kwh": "\(Tariff.decimal(bill.milliwattHours, unit: 1_000_000, digits: 3))",
        "cost": "\(tariff.amount(cost))", "currency": tariff.currency, "periods": bill.description(tariff),
      ])
    context.metric.count("invoices_total")
    context.metric.count("revenue_total", by: Double(cost) / 1_000_000, ["currency": tariff.currency])
    try await context.state.remove(key(transaction, context))
  }

  /// 1.6 counts transactions in the gateway, 2.0.1 in the station: the station is part of the key.
  private func key(_ transaction: String, _ context: CallContext) -> String { "\(context.station)/\(transaction)" }
}

/// By this the gateway finds the plugin.
@c(gateway_plugin_descriptor_v1) public func entry() -> UnsafeRawPointer { TariffRules.entry }
