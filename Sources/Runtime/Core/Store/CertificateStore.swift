/// Where it is kept which certificates were issued to stations and which ones stations trust. See ``Store`` for what
/// holds for all methods.
package protocol CertificateStore: Sendable {
  /// Records a certificate, before the station gets it.
  func recordCertificate(_ certificate: IssuedCertificate) async throws

  /// Records what became of a certificate. One that is revoked stays so.
  ///
  /// - Returns: whether there is one with that number.
  func setState(_ state: IssuedCertificate.State, ofCertificate serialNumber: String) async throws -> Bool

  /// An issued certificate by its number.
  func certificate(_ serialNumber: String) async throws -> IssuedCertificate?

  /// Issued certificates, the newest first.
  func certificates(_ query: IssuedCertificateQuery) async throws -> [IssuedCertificate]

  /// Records all certificates of a type that a station says it has, instead of those it had.
  func replaceInstalledCertificates(
    _ certificates: [InstalledCertificate], ofType type: String, of station: StationID
  ) async throws

  /// Records one more certificate that a station has.
  func recordInstalledCertificate(_ certificate: InstalledCertificate, of station: StationID) async throws

  /// Records that a station has a certificate no more.
  ///
  /// - Returns: whether it was known to have it.
  func removeInstalledCertificate(
    issuerNameHash: String, issuerKeyHash: String, serialNumber: String, of station: StationID
  ) async throws -> Bool

  /// The certificates that a station is known to have, in the order of type and number.
  func installedCertificates(of station: StationID) async throws -> [InstalledCertificate]
}
