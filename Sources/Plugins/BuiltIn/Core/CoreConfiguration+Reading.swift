package import GatewayConfig
import GatewayCore

extension CoreConfiguration {
  private enum UnknownIDTags: String, CaseIterable { case accept, reject }

  private enum Boot: String, CaseIterable {
    case accept, pending, reject

    init(_ registration: RegistrationState) {
      switch registration {
      case .accepted: self = .accept
      case .pending: self = .pending
      case .rejected: self = .reject
      }
    }

    var registration: RegistrationState {
      switch self {
      case .accept: .accepted
      case .pending: .pending
      case .reject: .rejected
      }
    }
  }

  private enum BeforeBoot: String, CaseIterable { case lenient, strict }

  /// Decodes the section `handlers.core`, of the configuration or of a station rule.
  ///
  /// - Parameters:
  ///   - base: what holds for options that the section doesn't give.
  ///   - isRule: whether it is of a rule, which can't have those that are asked for before a station is known.
  package init(
    reading reader: ConfigurationReader,
    over base: CoreConfiguration = CoreConfiguration(),
    isRule: Bool = false
  ) {
    self = base
    if !isRule { readGeneral(reader) }
    let unknownIDTags = reader.enumeration(
      "unknown_id_tags", default: authorization.acceptsUnknownTokens ? UnknownIDTags.accept : .reject,
      help: "Whether an id tag may charge that the gateway doesn't know. One that is rejected gets `Invalid`, in OCPP "
        + "2.0.1 `Unknown`.")
    let allowsConcurrent = reader.boolean(
      "concurrent_transactions", default: authorization.allowsConcurrentTransactions,
      help: "Whether an id tag may be in several transactions at a time. If not, the second one gets `ConcurrentTx`.")
    authorization = AuthorizationPolicy(
      acceptsUnknownTokens: unknownIDTags == .accept, allowsConcurrentTransactions: allowsConcurrent)
    registration =
      reader.enumeration(
        "boot", default: Boot(registration),
        help:
          "What a station's BootNotification is answered, unless an operator decided of that station over REST. `pending` and `reject` make it boot again after "
          + "`boot_retry_interval`."
      ).registration
    bootRetryInterval = reader.duration(
      "boot_retry_interval", default: bootRetryInterval, in: .seconds(1)...(.seconds(86_400)), wholeSeconds: true,
      help: "When a station shall send its BootNotification again that was not accepted.")
    getsConfigurationAfterBoot = reader.boolean(
      "get_configuration_after_boot", default: getsConfigurationAfterBoot,
      help: "Whether a station that booted, and was not rejected, is asked for its configuration (GetConfiguration).")
    triggersStatusAfterBoot = reader.boolean(
      "trigger_status_after_boot", default: triggersStatusAfterBoot,
      help: "Whether a station that booted and was accepted is asked for its connectors' state (TriggerMessage).")
    dataTransferVendors = Self.vendors(reading: reader, over: dataTransferVendors)
  }

  private mutating func readGeneral(_ reader: ConfigurationReader) {
    admission = reader.enumeration(
      "unknown_stations", default: .all,
      help: "Whether a station may connect that the gateway has never heard of. One that is rejected gets 404.")
    let before = reader.enumeration(
      "before_boot", default: BeforeBoot.lenient,
      help: "What OCPP 1.6 stations may send before their BootNotification is accepted: `lenient` everything, `strict` "
        + "nothing else; then they get a SecurityError. OCPP 2.0.1 stations always have to wait.")
    beforeBoot = BootPolicy(isLenientWith16: before == .lenient)
    resetTimeout = reader.duration(
      "reset_timeout", default: resetTimeout, in: .seconds(10)...(.seconds(86_400)),
      help: "How long an OCPP 1.6 station that accepted a Reset may take to boot. Then its operation is `uncertain`.")
  }

  private static func vendors(reading reader: ConfigurationReader, over base: [String]) -> [String] {
    let key = "data_transfer_vendors"
    let vendors = reader.strings(
      key, default: base,
      help: "Vendors whose DataTransfer messages are written to the log, at level `notice`, told as event "
        + "`vendorData`, and accepted. Those of others get `UnknownVendorId`. Case doesn't matter.")
    for vendor in vendors where !(1...255).contains(vendor.value.unicodeScalars.count) {
      reader.report("a vendor in '\(reader.path.appending(key))' must have 1 to 255 characters", at: key)
    }
    return vendors.map(\.value)
  }
}
