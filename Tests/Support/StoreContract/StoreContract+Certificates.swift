import GatewayCore
import Testing

extension StoreContract {
  private static func issued(
    _ number: String, station: String = "CP-1", until notAfter: Int64 = Samples.moment + 1000
  ) throws -> IssuedCertificate {
    IssuedCertificate(
      serialNumber: number, station: try Samples.station(station), subject: "CN=\(station),O=Operator",
      certificate: "-----BEGIN CERTIFICATE-----", notBefore: Samples.moment, notAfter: notAfter,
      issuedAt: Samples.moment)
  }

  private static func installed(_ number: String, type: String = "CentralSystemRootCertificate") -> InstalledCertificate
  {
    InstalledCertificate(
      type: type, hashAlgorithm: "SHA256", issuerNameHash: "aa", issuerKeyHash: "bb", serialNumber: number,
      reportedAt: Samples.moment)
  }

  static let certificateChecks: [StoreCheck] = [
    StoreCheck("issued certificates are listed, the newest first, by station and end") { store in
      for certificate in [
        try issued("a1"), try issued("b2", station: "CP-2", until: Samples.moment + 5), try issued("c3"),
      ] { try await store.recordCertificate(certificate) }
      #expect(try await store.certificates(IssuedCertificateQuery()).map(\.serialNumber) == ["c3", "b2", "a1"])
      let own = try await store.certificates(IssuedCertificateQuery(station: Samples.station()))
      #expect(own == [try issued("c3"), try issued("a1")])
      let ending = try await store.certificates(IssuedCertificateQuery(expiringBefore: Samples.moment + 6))
      #expect(ending.map(\.serialNumber) == ["b2"])
      #expect(try await store.certificates(IssuedCertificateQuery(limit: 1)).count == 1)
      #expect(try await store.certificate("b2")?.station.text == "CP-2")
      #expect(try await store.certificate("d4") == nil)
    },
    StoreCheck("a certificate's state changes, and it is recorded once") { store in
      try await store.recordCertificate(issued("a1"))
      for state in IssuedCertificate.State.allCases {
        #expect(try await store.setState(state, ofCertificate: "a1"))
        #expect(try await store.certificate("a1")?.state == state)
      }
      try await store.recordCertificate(issued("a1"))
      #expect(try await store.certificates(IssuedCertificateQuery()).map(\.state) == [.revoked])
      // A station that takes it late doesn't make it valid again.
      #expect(try await store.setState(.accepted, ofCertificate: "a1"))
      #expect(try await store.certificate("a1")?.state == .revoked)
      #expect(try await store.setState(.accepted, ofCertificate: "none") == false)
    },
    StoreCheck("installed certificates are replaced by type, added and removed") { store in
      let station = try Samples.station()
      let central = "CentralSystemRootCertificate"
      try await store.replaceInstalledCertificates([installed("1"), installed("2")], ofType: central, of: station)
      try await store.recordInstalledCertificate(installed("3", type: "ManufacturerRootCertificate"), of: station)
      try await store.replaceInstalledCertificates([installed("2"), installed("4")], ofType: central, of: station)
      try await store.recordInstalledCertificate(installed("4"), of: station)
      #expect(try await store.installedCertificates(of: station).map(\.serialNumber) == ["2", "4", "3"])
      for found in [true, false] {
        let removed = try await store.removeInstalledCertificate(
          issuerNameHash: "aa", issuerKeyHash: "bb", serialNumber: "4", of: station)
        #expect(removed == found)
      }
      #expect(
        try await store.installedCertificates(of: station) == [
          installed("2"), installed("3", type: "ManufacturerRootCertificate"),
        ])
      #expect(try await store.installedCertificates(of: Samples.station("CP-2")) == [])
    },
  ]
}
