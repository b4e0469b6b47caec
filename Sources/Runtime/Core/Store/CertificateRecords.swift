/// A certificate that the gateway's authority issued to a station.
package struct IssuedCertificate: Sendable, Equatable, Codable {
  /// What became of it.
  package enum State: String, Sendable, Hashable, CaseIterable, Codable {
    /// Not yet with the station.
    case issued
    /// The station has it.
    case accepted
    /// The station refused it.
    case rejected
    /// The station didn't answer, so that it may have it or not.
    case uncertain
    /// The station can't connect with it any more.
    case revoked
  }

  /// Hexadecimal, in small letters, without zeros in front.
  package var serialNumber: String
  package var station: StationID
  /// The subject's distinguished name (RFC 4514).
  package var subject: String
  /// The certificate, as PEM.
  package var certificate: String
  /// Milliseconds since the epoch.
  package var notBefore: Int64
  /// Milliseconds since the epoch.
  package var notAfter: Int64
  package var state: State
  /// Milliseconds since the epoch.
  package var issuedAt: Int64

  package init(
    serialNumber: String, station: StationID, subject: String, certificate: String, notBefore: Int64, notAfter: Int64,
    state: State = .issued, issuedAt: Int64
  ) {
    self.serialNumber = serialNumber
    self.station = station
    self.subject = subject
    self.certificate = certificate
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.state = state
    self.issuedAt = issuedAt
  }
}

/// Which issued certificates are asked for.
package struct IssuedCertificateQuery: Sendable, Equatable {
  /// Only this station's.
  package var station: StationID?
  /// Only those that end before this moment, in milliseconds since the epoch.
  package var expiringBefore: Int64?
  /// At most this many, 1 to 1000.
  package var limit: Int

  package init(station: StationID? = nil, expiringBefore: Int64? = nil, limit: Int = 100) {
    self.station = station
    self.expiringBefore = expiringBefore
    self.limit = limit
  }
}

/// A root certificate that a station has, known by its hashes (OCPP 1.6 security whitepaper, `CertificateHashDataType`).
package struct InstalledCertificate: Sendable, Hashable, Codable {
  /// What the station trusts it for, such as `CentralSystemRootCertificate`.
  package var type: String
  /// `SHA256`, `SHA384` or `SHA512`
  package var hashAlgorithm: String
  package var issuerNameHash: String
  package var issuerKeyHash: String
  package var serialNumber: String
  /// When the station said so, in milliseconds since the epoch.
  package var reportedAt: Int64

  package init(
    type: String, hashAlgorithm: String, issuerNameHash: String, issuerKeyHash: String, serialNumber: String,
    reportedAt: Int64
  ) {
    self.type = type
    self.hashAlgorithm = hashAlgorithm
    self.issuerNameHash = issuerNameHash
    self.issuerKeyHash = issuerKeyHash
    self.serialNumber = serialNumber
    self.reportedAt = reportedAt
  }
}
