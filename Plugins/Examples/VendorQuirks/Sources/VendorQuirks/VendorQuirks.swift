import GatewayPluginSDK

/// Rewrites what a vendor's stations get wrong, before the next handler sees it.
///
/// Which stations those are is said by the chains: `stations: [{match: {vendor: ACME}, chains: …}]`.
struct VendorQuirks: GatewayPlugin {
  static let id = "vendor-quirks"
  static let version = "1.1.0"

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
    correcting(OCPP16.AuthorizeRequest.self) { $1.correct(idTag: &$0.idTag) }
    correcting(OCPP16.StartTransactionRequest.self) { $1.correct(&$0) }
    correcting(OCPP16.StopTransactionRequest.self) { $1.correct(&$0) }
    correcting(OCPP16.MeterValuesRequest.self) { $1.correct(&$0.meterValue) }
    correcting(OCPP16.StatusNotificationRequest.self) { $1.correct(time: &$0.timestamp) }
    correcting(OCPP201.AuthorizeRequest.self) { $1.correct(idTag: &$0.idToken.idToken) }
    correcting(OCPP201.TransactionEventRequest.self) { $1.correct(&$0) }
    correcting(OCPP201.MeterValuesRequest.self) { $1.correct(&$0.meterValue) }
    correcting(OCPP201.StatusNotificationRequest.self) { $1.correct(time: &$0.timestamp) }
  }

  /// A handler that corrects a request and hands it on.
  private func correcting<Request: OCPPRequest>(
    _ type: Request.Type, _ correct: @escaping @Sendable (inout Request, Corrections) -> Void
  ) -> some PluginHandlers {
    on(type) { request, context, next in
      var request = request
      correct(&request, Corrections(quirks: quirks, minutesAhead: minutesAhead, context: context))
      return try await next(request)
    }
  }
}

/// By this the gateway finds the plugin.
@c(gateway_plugin_descriptor_v1) public func entry() -> UnsafeRawPointer { VendorQuirks.entry }
