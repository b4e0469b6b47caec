package import OCPPCodec

/// A frame of a recording.
package struct TraceFrame: Sendable {
  /// The frame's text; rebuilt from its parts when the recording hasn't it verbatim.
  package var frame: [UInt8]
  /// Milliseconds since the epoch; nil when the recording doesn't say.
  package var at: Int64?
  /// Nil when the recording doesn't say.
  package var version: OCPPVersion?
  /// Empty when the recording doesn't say.
  package var station: String
  /// Nil when the recording doesn't say.
  package var direction: TraceDirection?
  /// The gateway's connection of the station; 0 when the recording doesn't say.
  package var epoch: Int

  package init(
    frame: [UInt8], at: Int64? = nil, version: OCPPVersion? = nil, station: String = "",
    direction: TraceDirection? = nil, epoch: Int = 0
  ) {
    self.frame = frame
    self.at = at
    self.version = version
    self.station = station
    self.direction = direction
    self.epoch = epoch
  }
}

/// Why a line is no record of a trace.
package struct TraceProblem: Error, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
