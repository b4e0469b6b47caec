package import GatewayCore

extension SQLiteStore {
  package func recordCertificate(_ certificate: IssuedCertificate) async throws {
    try await write { try $0.record(certificate) }
  }

  package func setState(
    _ state: IssuedCertificate.State, ofCertificate serialNumber: String
  ) async throws -> Bool {
    try await write { try $0.setState(state, ofCertificate: serialNumber) }
  }

  package func certificate(_ serialNumber: String) async throws -> IssuedCertificate? {
    try await read(isShort: true) { try $0.certificate(serialNumber) }
  }

  package func certificates(_ query: IssuedCertificateQuery) async throws -> [IssuedCertificate] {
    try await read(isShort: false) { try $0.certificates(query) }
  }

  package func replaceInstalledCertificates(
    _ certificates: [InstalledCertificate], ofType type: String, of station: StationID
  ) async throws {
    try await write { try $0.replaceInstalledCertificates(certificates, ofType: type, of: station) }
  }

  package func recordInstalledCertificate(
    _ certificate: InstalledCertificate, of station: StationID
  ) async throws {
    try await write { try $0.record(certificate, of: station) }
  }

  package func removeInstalledCertificate(
    issuerNameHash: String, issuerKeyHash: String, serialNumber: String, of station: StationID
  ) async throws -> Bool {
    try await write {
      try $0.removeInstalledCertificate(
        issuerNameHash: issuerNameHash, issuerKeyHash: issuerKeyHash, serialNumber: serialNumber, of: station)
    }
  }

  package func installedCertificates(of station: StationID) async throws -> [InstalledCertificate] {
    try await read(isShort: false) { try $0.installedCertificates(of: station) }
  }
}
