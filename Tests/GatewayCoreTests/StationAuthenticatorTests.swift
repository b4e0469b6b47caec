import GatewayCore
import Logging
import GatewayTestSupport
import Testing

@Suite("StationAuthenticator")
struct StationAuthenticatorTests {
  private let clock = ManualClock()
  private let probe = StoreProbe()
  private let store: any Store
  private let station: StationID
  private let password = StationPassword.random()

  init() throws {
    store = try probe.openStore()
    station = try #require(StationID("A"))
  }

  private func authenticator(_ policy: AuthenticationPolicy = AuthenticationPolicy()) -> StationAuthenticator {
    StationAuthenticator(
      policy: policy, store: store, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func request(
    _ password: StationPassword?, from host: String = "192.0.2.1", certificate: CertificateSubject? = nil
  ) -> ConnectionRequest {
    ConnectionRequest(station: station, remoteHost: host, password: password?.bytes, certificate: certificate)
  }

  private func store(_ passwords: (StationPassword, isRandom: Bool)...) async throws {
    try await store.setPasswords(
      passwords.map { StoredPassword(hash: try PasswordHash($0.0, isRandom: $0.isRandom).text, createdAt: 1) },
      of: station)
  }

  private func isUnauthorized(_ admission: Admission) -> Bool {
    if case .unauthorized = admission { true } else { false }
  }

  @Test("a station without a password connects, unless each must have one")
  func none() async throws {
    #expect(try await authenticator().authenticate(request(nil)) == .admitted)
    #expect(try await authenticator().authenticate(request(password)) == .admitted)
    let strict = authenticator(AuthenticationPolicy(requiresCredentials: true))
    #expect(isUnauthorized(try await strict.authenticate(request(nil))))
    #expect(isUnauthorized(try await strict.authenticate(request(password))))
  }

  @Test("a station with a password needs it", arguments: [true, false])
  func password(isRandom: Bool) async throws {
    try await store((password, isRandom))
    let authenticator = authenticator()
    for _ in 0..<3 { #expect(try await authenticator.authenticate(request(password)) == .admitted) }
    #expect(isUnauthorized(try await authenticator.authenticate(request(nil))))
    #expect(isUnauthorized(try await authenticator.authenticate(request(.random()))))
    // A new password counts at once, whatever is remembered.
    try await store((.random(), isRandom))
    #expect(isUnauthorized(try await authenticator.authenticate(request(password))))
  }

  @Test("the old password counts until the new one is used, and no longer")
  func successor() async throws {
    let next = StationPassword.random()
    try await store((password, true), (next, true))
    let authenticator = authenticator()
    #expect(try await authenticator.authenticate(request(password)) == .admitted)
    #expect(try await authenticator.authenticate(request(next)) == .admitted)
    #expect(isUnauthorized(try await authenticator.authenticate(request(password))))
    #expect(try await authenticator.authenticate(request(next)) == .admitted)
  }

  @Test("five wrong passwords a minute, then none is looked at; other hosts aren't concerned")
  func attempts() async throws {
    try await store((password, true))
    let authenticator = authenticator()
    for _ in 0..<5 { #expect(isUnauthorized(try await authenticator.authenticate(request(.random())))) }
    #expect(try await authenticator.authenticate(request(password)) == .tooManyAttempts)
    #expect(try await authenticator.authenticate(request(password, from: "192.0.2.2")) == .admitted)
    // By now its password is known to be right.
    #expect(try await authenticator.authenticate(request(password)) == .admitted)
    #expect(try await authenticator.authenticate(request(.random())) == .tooManyAttempts)
    clock.advance(by: .seconds(60))
    #expect(isUnauthorized(try await authenticator.authenticate(request(.random()))))
  }

  @Test("a host that tries many stations is stopped too")
  func manyStations() async throws {
    let authenticator = authenticator()
    var refused = 0
    for number in 0..<30 {
      let station = try #require(StationID("S\(number)"))
      try await store.setPasswords(
        [StoredPassword(hash: try PasswordHash(password, isRandom: true).text, createdAt: 1)], of: station)
      for _ in 0..<4 {
        let request = ConnectionRequest(station: station, remoteHost: "192.0.2.1", password: [1])
        if try await authenticator.authenticate(request) == .tooManyAttempts { refused += 1 }
      }
    }
    #expect(refused == 20)
  }

  @Test(
    "a certificate names the station and, if so configured, the organization",
    arguments: [
      ("A", nil, nil, true), ("A", "X", nil, true), ("A", "X", "X", true), ("A", "Y", "X", false),
      ("A", nil, "X", false), ("B", "X", nil, false), (nil, "X", nil, false), ("a", "X", nil, false),
    ] as [(String?, String?, String?, Bool)])
  func certificate(_ name: String?, _ organization: String?, _ expected: String?, _ isAdmitted: Bool) async throws {
    let policy = AuthenticationPolicy(requiresCredentials: true, organization: expected)
    let subject = CertificateSubject(commonName: name, organization: organization, serialNumber: "1a")
    let admission = try await authenticator(policy).authenticate(request(nil, certificate: subject))
    #expect((admission == .admitted) == isAdmitted)
  }

  @Test("a certificate that is revoked is refused, another one isn't")
  func revoked() async throws {
    for number in ["1a", "2b"] {
      try await store.recordCertificate(
        IssuedCertificate(
          serialNumber: number, station: station, subject: "CN=A", certificate: "-", notBefore: 0, notAfter: 1,
          issuedAt: 0))
    }
    #expect(try await store.setState(.revoked, ofCertificate: "1a"))
    for (number, isAdmitted) in [("1a", false), ("2b", true), ("3c", true)] {
      let subject = CertificateSubject(commonName: "A", organization: nil, serialNumber: number)
      let admission = try await authenticator().authenticate(request(nil, certificate: subject))
      #expect((admission == .admitted) == isAdmitted, "\(number)")
    }
  }
}
