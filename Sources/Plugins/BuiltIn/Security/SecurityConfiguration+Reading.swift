package import GatewayConfig

extension SecurityConfiguration {
  /// Decodes the section `handlers.security`.
  package init(reading reader: ConfigurationReader) {
    self.init()
    authority = Self.authority(
      reader.section(
        "authority",
        help:
          "The certificate authority that signs stations' certificates. Without it, stations' requests are rejected."))
    certificateValidity = reader.duration(
      "certificate_validity", default: certificateValidity, in: .seconds(3600)...(.seconds(3650 * 86_400)),
      wholeSeconds: true, help: "How long a station's certificate is valid, as far as the authority's own is.")
    certificatesPerDay = reader.integer(
      "certificates_per_day", default: certificatesPerDay, in: 1...1000,
      help: "How many certificates a station can get in 24 hours.")
    signing.commonName = reader.enumeration(
      "common_name", default: signing.commonName,
      help:
        "What a station's request must have as its common name (CN): the id by which the station connects, the serial "
        + "number that it boots with, or either.")
    signing.organization = reader.optionalString(
      "organization", length: 1...64,
      help: "What a station's request must have as its organization (O): the value of its `CpoName`. Without it, any.")
    signing.minimumRSAKeySize = reader.integer(
      "minimum_rsa_key_size", default: signing.minimumRSAKeySize, in: 2048...8192,
      help: "The shortest RSA key that is signed, in bits. ECDSA keys are of 256 bits or more.")
    transferTimeout = reader.duration(
      "transfer_timeout", default: transferTimeout, in: .seconds(60)...(.seconds(7 * 86_400)),
      help:
        "How long a station may be silent about a log upload or a signed firmware update before it counts as failed.")
    logLocations = FileLocationPolicy(
      reading: reader, "log_locations",
      help:
        "Places that stations may be told to upload logs to, such as `https://files.example.com/logs/`; all when empty."
    )
    firmwareLocations = FileLocationPolicy(
      reading: reader, "firmware_locations",
      help: "Places that stations may be told to get signed firmware from; all when empty.")
  }

  private static func authority(_ reader: ConfigurationReader) -> Authority? {
    let key = reader.optionalPath(
      "key", help: "The file of its private key, PEM, for its owner only (mode 600).")
    let certificate = reader.optionalPath(
      "certificate", help: "The file of its certificate, PEM; those above it may follow.")
    let isCreated = reader.boolean(
      "create", default: false,
      help:
        "Whether to make a key and a certificate that it signs itself when both files are missing, the first time that "
        + "they are needed.")
    let validity = reader.duration(
      "validity", default: .seconds(3650 * 86_400), in: .seconds(86_400)...(.seconds(10_950 * 86_400)),
      wholeSeconds: true, help: "How long the certificate of an authority is valid that is made.")
    guard key != nil || certificate != nil else { return nil }
    guard let key, let certificate else {
      reader.report("an authority needs both a 'key' and a 'certificate'")
      return nil
    }
    let authority = Authority(
      files: CertificateAuthorityFiles(key: key, certificate: certificate), isCreated: isCreated, validity: validity)
    guard authority.files.exist || !isCreated else { return authority }
    do throws(CertificateAuthorityFiles.Problem) {
      _ = try authority.files.load()
    } catch {
      reader.report("the certificate authority can't be used: \(error.description)", at: "key", hint: error.hint)
    }
    return authority
  }
}
