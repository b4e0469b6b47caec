/// The options of the handler `security`.
package struct SecurityConfiguration: Sendable, Equatable {
  /// The gateway's own certificate authority.
  struct Authority: Sendable, Equatable {
    var files: CertificateAuthorityFiles
    /// Whether to make the files when they are missing.
    var isCreated: Bool
    /// How long the certificate of an authority is valid that is made.
    var validity: Duration
  }

  /// Nil: stations' requests are rejected.
  var authority: Authority?
  /// What requests must be like.
  var signing = CertificateSigningRules()
  /// How long a station's certificate is valid.
  var certificateValidity = Duration.seconds(365 * 86_400)
  /// How many certificates a station gets in 24 hours.
  var certificatesPerDay = 5
  /// How long a station may be silent about an upload or an update before that counts as failed.
  var transferTimeout = Duration.seconds(3600)
  /// Where stations may upload logs to.
  var logLocations = FileLocationPolicy()
  /// Where signed firmware may come from.
  var firmwareLocations = FileLocationPolicy()

  package init() {}
}
