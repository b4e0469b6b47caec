import GatewayCore
import Logging
import OCPPCodec

extension CoreHandler {
  /// What can become of a DataTransfer.
  enum VendorDataOutcome {
    /// The vendor is none of the configuration's.
    case unknownVendor
    /// It stands in the log, or somebody was told of it.
    case told
    /// It should stand in the log, which leaves out messages of that level, and nobody else wants to know.
    case untold
  }

  /// The most code points of the data that are written.
  private static let dataLimit = 8192

  /// Writes a DataTransfer to the log, and tells who wants to know, if it is of a vendor whose messages the operator wants there.
  ///
  /// The gateway itself understands no vendor's data; handlers that do stand before `core` in the chain.
  func log(vendor: String, messageID: String?, data: String?, _ context: CallContext) -> VendorDataOutcome {
    let vendors = options.of(context.session).dataTransferVendors
    guard vendors.contains(where: { $0.lowercased() == vendor.lowercased() }) else { return .unknownVendor }
    let isWanted = context.services.events.isWanted(.vendorData)
    context.publish(
      .vendorData, at: context.clock.milliseconds,
      ["vendorId": .text(vendor), "messageId": .optional(messageID), "data": .optional(data)])
    let logger = context.services.logger
    guard logger.logLevel <= .notice else { return isWanted ? .told : .untold }
    logger.notice(
      "vendor data",
      metadata: [
        "station": "\(context.station)", "epoch": "\(context.session.epoch)",
        "version": "\(context.session.version.rawValue)", "vendor": "\(vendor.escapedForPeople)",
        "vendor_message": "\((messageID ?? "-").escapedForPeople)",
        "data": "\((data ?? "-").escapedForPeople(limit: Self.dataLimit))",
      ])
    return .told
  }
}
