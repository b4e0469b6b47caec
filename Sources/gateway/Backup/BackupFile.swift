import GatewayCore

/// A file with a backup: gzip of JSON Lines.
///
/// The first line names the format, each one after it is a ``BackupRecord``, and the last one tells how many there were and
/// the SHA-256 of all before, so that a part of a file isn't taken for the whole.
enum BackupFile {
  /// The first line.
  struct Header: Codable {
    static let format = "ocpp-gateway-backup"
    static let currentVersion = 1

    var format = Header.format
    var version = Header.currentVersion
    /// RFC 3339
    var createdAt: String
    /// The gateway's version.
    var gateway = GatewayVersion.text
    /// Where the state was: `sqlite` or `redis`.
    var store: String
  }

  /// The last line.
  struct End: Codable {
    struct Content: Codable {
      var records: Int
      /// Hexadecimal.
      var sha256: String
    }

    var end: Content
  }
}

/// What is wrong with a file.
struct BackupProblem: Error, CustomStringConvertible {
  let description: String

  init(_ path: String, _ problem: String) { description = "\(path): \(problem)" }
}
