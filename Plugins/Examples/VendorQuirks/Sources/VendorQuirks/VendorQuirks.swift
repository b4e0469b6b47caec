import GatewayPluginSDK

/// Rewrites what a vendor's 1.6 stations get wrong, before the next handler sees it.
///
/// Which stations those are is said by the chains: `stations: [{match: {vendor: ACME}, chains: …}]`.
struct VendorQuirks: GatewayPlugin {
  static let id = "vendor-quirks"
  static let version = "1.0.0"

  struct Configuration: Decodable {
    /// What the stations get wrong.
    var quirks: [Quirk]
    /// For `local_time`: how far their clocks are ahead of UTC, in minutes.
    var minutesAhead: Int?

    enum CodingKeys: String, CodingKey {
      case quirks
      case minutesAhead = "minutes_ahead"
    }
  }

  enum Quirk: String, Decodable, CaseIterable {
    /// Id tags end in blanks, NULs or other control characters.
    case paddedIDTags = "padded_id_tags"
    /// Energy is in kWh, though it is said to be in Wh.
    case kilowattHours = "kilowatt_hours"
    /// Local time is given as UTC.
    case localTime = "local_time"
  }

  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  private let quirks: Set<Quirk>
  private let minutesAhead: Int

  init(configuration: Configuration) throws {
    quirks = Set(configuration.quirks)
    minutesAhead = configuration.minutesAhead ?? 0
    guard quirks.contains(.localTime) == (configuration.minutesAhead != nil) else {
      throw Problem(description: "'minutes_ahead' belongs to the quirk 'local_time': give both or none")
    }
  }

  var handlers: some PluginHandlers {
    on(OCPP16.AuthorizeRequest.self) { request, context, next in
      var request = request
      correct(idTag: &request.idTag, context)
      return try await next(request)
    }
    on(OCPP16.StartTransactionRequest.self) { request, context, next in
      var request = request
      correct(idTag: &request.idTag, context)
      correct(wattHours: &request.meterStart, context)
      correct(time: &request.timestamp, context)
      return try await next(request)
    }
    on(OCPP16.StopTransactionRequest.self) { request, context, next in
      var request = request
      if var idTag = request.idTag {
        correct(idTag: &idTag, context)
        request.idTag = idTag
      }
      correct(wattHours: &request.meterStop, context)
      correct(time: &request.timestamp, context)
      if let values = request.transactionData { request.transactionData = values.map { corrected($0, context) } }
      return try await next(request)
    }
    on(OCPP16.MeterValuesRequest.self) { request, context, next in
      var request = request
      request.meterValue = request.meterValue.map { corrected($0, context) }
      return try await next(request)
    }
    on(OCPP16.StatusNotificationRequest.self) { request, context, next in
      var request = request
      if var timestamp = request.timestamp {
        correct(time: &timestamp, context)
        request.timestamp = timestamp
      }
      return try await next(request)
    }
  }

  private func count(_ quirk: Quirk, _ context: CallContext) {
    context.metric.count("corrections_total", ["quirk": quirk.rawValue])
  }

  private func correct(idTag: inout String, _ context: CallContext) {
    guard quirks.contains(.paddedIDTags) else { return }
    let isPadding = { (scalar: Unicode.Scalar) in scalar.value <= 0x20 || scalar.value == 0x7F }
    let trimmed = String(
      String.UnicodeScalarView(idTag.unicodeScalars.drop(while: isPadding).reversed().drop(while: isPadding).reversed())
    )
    // A tag of padding alone is left as it is: whoever looks it up should say what it was.
    guard trimmed != idTag, !trimmed.isEmpty else { return }
    context.log.debug("the id tag was padded", ["bytes": "\(idTag.utf8.count - trimmed.utf8.count)"])
    count(.paddedIDTags, context)
    idTag = trimmed
  }

  private func correct(wattHours: inout Int, _ context: CallContext) {
    guard quirks.contains(.kilowattHours) else { return }
    let (product, overflows) = wattHours.multipliedReportingOverflow(by: 1000)
    guard !overflows else { return }
    count(.kilowattHours, context)
    wattHours = product
  }

  private func correct(time: inout DateTime, _ context: CallContext) {
    guard quirks.contains(.localTime), let milliseconds = time.millisecondsSinceEpoch else { return }
    count(.localTime, context)
    time = DateTime(millisecondsSinceEpoch: milliseconds - Int64(minutesAhead) * 60_000)
  }

  private func corrected(_ value: OCPP16.MeterValue, _ context: CallContext) -> OCPP16.MeterValue {
    var value = value
    correct(time: &value.timestamp, context)
    if quirks.contains(.kilowattHours) {
      for index in value.sampledValue.indices where value.sampledValue[index].isEnergy {
        count(.kilowattHours, context)
        value.sampledValue[index].unit = .kWh
      }
    }
    return value
  }
}

extension OCPP16.SampledValue {
  /// Whether it is said to be in Wh, or nothing is said, which means the same (OCPP 1.6 §7.45).
  var isEnergy: Bool {
    let energies: [OCPP16.Measurand] = [
      .energyActiveExportRegister, .energyActiveImportRegister, .energyActiveExportInterval,
      .energyActiveImportInterval,
    ]
    return energies.contains(measurand ?? .energyActiveImportRegister) && (unit ?? .wh) == .wh
  }
}

/// By this the gateway finds the plugin.
@c(gateway_plugin_descriptor_v1) public func entry() -> UnsafeRawPointer { VendorQuirks.entry }
