/// Which way a frame went, as open-ocpp-trace has it.
package enum TraceDirection: String, Sendable, Hashable, CaseIterable {
  case fromStation = "cp-to-csms"
  case toStation = "csms-to-cp"

  /// The other way.
  package var opposite: TraceDirection { self == .fromStation ? .toStation : .fromStation }
}
