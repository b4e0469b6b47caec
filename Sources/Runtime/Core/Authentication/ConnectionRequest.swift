/// What a station shows of itself when it wants to connect.
package struct ConnectionRequest: Sendable, Equatable {
  package var station: StationID
  /// The host it comes from, without the port.
  package var remoteHost: String
  /// The password of HTTP Basic authentication, whose user name is the station's id; nil when there is none.
  package var password: [UInt8]?
  /// Whose certificate it has shown, one that was issued by an authority that is trusted; nil when it showed none.
  package var certificate: CertificateSubject?

  package init(
    station: StationID, remoteHost: String, password: [UInt8]? = nil, certificate: CertificateSubject? = nil
  ) {
    self.station = station
    self.remoteHost = remoteHost
    self.password = password
    self.certificate = certificate
  }
}

/// Whom a certificate names.
package struct CertificateSubject: Sendable, Equatable {
  package var commonName: String?
  package var organization: String?
  /// The certificate's own number: hexadecimal, small letters, without zeros in front.
  package var serialNumber: String

  package init(commonName: String?, organization: String?, serialNumber: String) {
    self.commonName = commonName
    self.organization = organization
    self.serialNumber = serialNumber
  }
}

/// Whether a station may connect.
package enum Admission: Sendable, Equatable {
  case admitted
  /// It isn't known here, and unknown ones aren't wanted.
  case unknownStation
  /// It didn't show that it is the one it says.
  case unauthorized(reason: String)
  /// It was tried too often of late.
  case tooManyAttempts
  /// Too many passwords are being verified.
  case busy
}
