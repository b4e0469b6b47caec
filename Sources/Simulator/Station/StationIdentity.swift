package import OCPPCodec

/// Who a simulated station is.
package struct StationIdentity: Sendable, Equatable {
  /// Its id: the last segment of the URL.
  package let id: String
  /// The version it speaks.
  package let version: OCPPVersion
  /// The group it belongs to.
  package let group: StationGroup
  /// The seed of the simulation.
  package let seed: UInt64

  /// - Parameters:
  ///   - id: the station's id.
  ///   - group: the group it belongs to.
  ///   - seed: the seed of the simulation.
  package init(id: String, group: StationGroup, seed: UInt64) {
    self.id = id
    self.version = group.version
    self.group = group
    self.seed = seed
  }

  /// The stream from which the occasion of a purpose is drawn.
  func stream(_ purpose: String, _ occasion: Int = 0) -> RandomStream {
    RandomStream(seed: seed, station: id, purpose: purpose, occasion: occasion)
  }
}
