/// What a station says it is when it boots.
package struct StationType: Sendable, Hashable {
  package var vendor: String?
  package var model: String?
  package var firmware: String?

  /// Nil stands for what the station hasn't said.
  package init(vendor: String? = nil, model: String? = nil, firmware: String? = nil) {
    self.vendor = vendor
    self.model = model
    self.firmware = firmware
  }
}

extension StationType {
  /// What is stored of a station; nothing of one that isn't.
  package init(_ record: StationRecord?) {
    self.init(vendor: record?.vendor, model: record?.model, firmware: record?.firmwareVersion)
  }
}
