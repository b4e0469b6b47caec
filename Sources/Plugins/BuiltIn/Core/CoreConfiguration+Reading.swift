package import GatewayConfig
import GatewayCore

extension CoreConfiguration {
  private enum UnknownIDTags: String, CaseIterable { case accept, reject }

  private enum Boot: String, CaseIterable {
    case accept, pending, reject

    var registration: RegistrationState {
      switch self {
      case .accept: .accepted
      case .pending: .pending
      case .reject: .rejected
      }
    }
  }

  private enum BeforeBoot: String, CaseIterable { case lenient, strict }

  /// Decodes the section `handlers.core`.
  package init(reading reader: ConfigurationReader) {
    self.init()
    admission = reader.enumeration(
      "unknown_stations", default: .all,
      help: "Whether a station may connect that the gateway has never heard of. One that is rejected gets 404.")
    let unknownIDTags = reader.enumeration(
      "unknown_id_tags", default: UnknownIDTags.reject,
      help: "Whether an id tag may charge that the gateway doesn't know. One that is rejected gets `Invalid`, in OCPP "
        + "2.0.1 `Unknown`.")
    let allowsConcurrent = reader.boolean(
      "concurrent_transactions", default: false,
      help: "Whether an id tag may be in several transactions at a time. If not, the second one gets `ConcurrentTx`.")
    authorization = AuthorizationPolicy(
      acceptsUnknownTokens: unknownIDTags == .accept, allowsConcurrentTransactions: allowsConcurrent)
    registration =
      reader.enumeration(
        "boot", default: Boot.accept,
        help: "What a station's BootNotification is answered. `pending` and `reject` make it boot again after "
          + "`boot_retry_interval`."
      ).registration
    bootRetryInterval = reader.duration(
      "boot_retry_interval", default: bootRetryInterval, in: .seconds(1)...(.seconds(86_400)), wholeSeconds: true,
      help: "When a station shall send its BootNotification again that was not accepted.")
    let before = reader.enumeration(
      "before_boot", default: BeforeBoot.lenient,
      help: "What OCPP 1.6 stations may send before their BootNotification is accepted: `lenient` everything, `strict` "
        + "nothing else; then they get a SecurityError. OCPP 2.0.1 stations always have to wait.")
    beforeBoot = BootPolicy(isLenientWith16: before == .lenient)
    dataTransferVendors = Self.vendors(reading: reader)
  }

  private static func vendors(reading reader: ConfigurationReader) -> [String] {
    let key = "data_transfer_vendors"
    let vendors = reader.strings(
      key,
      help: "Vendors whose DataTransfer messages are written to the log, at level `notice`, and accepted. Those of "
        + "others get `UnknownVendorId`. Case doesn't matter.")
    for vendor in vendors where !(1...255).contains(vendor.value.unicodeScalars.count) {
      reader.report("a vendor in '\(reader.path.appending(key))' must have 1 to 255 characters", at: key)
    }
    return vendors.map(\.value)
  }
}
