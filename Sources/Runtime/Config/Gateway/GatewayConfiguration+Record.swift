extension GatewayConfiguration {
  /// How traffic is recorded.
  package struct Record: Sendable, Equatable {
    /// What is taken out of recordings.
    package enum Redaction: String, Sendable, CaseIterable {
      /// Who charges: id tags become pseudonyms.
      case idTags = "id_tags"
      /// Keys and passwords of stations.
      case keys
      /// Nothing, which then stands alone.
      case nothing
    }

    /// The folder of the recordings; `nil` when nothing is recorded.
    package let folder: String?
    /// The stations that are recorded; none for all.
    package let stations: [GlobPattern]
    /// The size at which a file is ended, in bytes on disk.
    package let maxFileSize: Int
    /// The age at which a file is ended.
    package let maxFileAge: Duration
    /// How much all files may have together, in bytes; the oldest are removed.
    package let maxTotalSize: Int
    /// How long a file is kept.
    package let keep: Duration
    /// How much may wait to be written, in bytes; what comes then isn't recorded.
    package let buffer: Int
    /// What is taken out.
    package let redact: [Redaction]

    init(reading reader: ConfigurationReader) {
      folder = reader.optionalPath(
        "folder", help: "Where recordings are put, a folder that is there; without it, nothing is recorded.")
      stations = reader.strings("stations", help: "Patterns for the stations that are recorded; without it, all.")
        .map { GlobPattern($0.value) }
      maxFileSize = reader.byteCount(
        "max_file_size", default: 64 << 20, in: (64 << 10)...(16 << 30), help: "The size at which a file is ended.")
      maxFileAge = reader.duration(
        "max_file_age", default: .seconds(3_600), in: .seconds(1)...(.seconds(604_800)),
        help: "The age at which a file is ended.")
      maxTotalSize = reader.byteCount(
        "max_total_size", default: 1 << 30, in: (128 << 10)...(1 << 50),
        help: "What all files may have together; the oldest are removed.")
      keep = reader.duration(
        "keep", default: .seconds(604_800), in: .seconds(60)...(.seconds(315_360_000)), help: "How long a file is kept."
      )
      buffer = reader.byteCount(
        "buffer", default: 16 << 20, in: (64 << 10)...(1 << 30),
        help: "What may wait to be written. What comes then isn't recorded, and counted; no message ever waits.")
      redact = reader.enumerations(
        "redact", default: [.idTags, .keys],
        help:
          "What is taken out: `id_tags` become pseudonyms, `keys` and passwords of stations too; `[nothing]` for none.")
      if redact.count > 1, redact.contains(.nothing) {
        reader.report("'\(reader.path.appending("redact"))' can't have 'nothing' beside something", at: "redact")
      }
    }
  }
}
