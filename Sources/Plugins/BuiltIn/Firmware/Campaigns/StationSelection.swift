import GatewayConfig
import GatewayCore

/// Which stations something is for: those that match every pattern given.
struct StationSelection: Sendable, Equatable {
  var id: GlobPattern?
  var vendor: GlobPattern?
  var model: GlobPattern?
  /// The firmware that a station has now.
  var firmware: GlobPattern?

  /// Whether it says nothing, and so is for all.
  var isEmpty: Bool { id == nil && vendor == nil && model == nil && firmware == nil }

  /// A station that hasn't said what a pattern asks for isn't meant.
  func includes(_ station: StationRecord) -> Bool {
    Self.passes(id, station.id.text) && Self.passes(vendor, station.vendor) && Self.passes(model, station.model)
      && Self.passes(firmware, station.firmwareVersion)
  }

  private static func passes(_ pattern: GlobPattern?, _ text: String?) -> Bool {
    guard let pattern else { return true }
    return text.map(pattern.matches) ?? false
  }
}
