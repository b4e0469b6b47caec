package import GatewayConfig
import GatewayCore

/// Where, how much and for how long is recorded.
package struct RecorderOptions: Sendable {
  /// The name of the process, in the records.
  package var gateway: String
  package var folder: String
  /// Patterns for the stations; none for all.
  package var stations: [GlobPattern] = []
  /// In bytes on disk.
  package var maxFileSize = 64 << 20
  /// In milliseconds.
  package var maxFileAge: Int64 = 3_600_000
  /// In bytes on disk.
  package var maxTotalSize = 1 << 30
  /// In milliseconds.
  package var keep: Int64 = 604_800_000
  /// In bytes in memory.
  package var buffer = 16 << 20
  package var hiding: TokenHiding? = TokenHiding(replacement: .pseudonyms)

  package init(gateway: String, folder: String) {
    self.gateway = gateway
    self.folder = folder
  }

  /// Nil when the configuration wants no recordings.
  package init?(_ record: GatewayConfiguration.Record, gateway: String) {
    guard let folder = record.folder else { return nil }
    self.init(gateway: gateway, folder: folder)
    stations = record.stations
    maxFileSize = record.maxFileSize
    maxFileAge = record.maxFileAge.components.seconds * 1000
    maxTotalSize = record.maxTotalSize
    keep = record.keep.components.seconds * 1000
    buffer = record.buffer
    let hiding = TokenHiding(
      tokens: record.redact.contains(.idTags), secrets: record.redact.contains(.keys), replacement: .pseudonyms)
    self.hiding = hiding.hidesTokens || hiding.hidesSecrets ? hiding : nil
  }

  func includes(_ station: StationID) -> Bool {
    stations.isEmpty || stations.contains { $0.matches(station.text) }
  }
}
