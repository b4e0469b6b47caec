import Testing

@testable import GatewayHandlers

@Suite("File locations")
struct FileLocationTests {
  @Test(
    "what is unambiguous is taken apart",
    arguments: [
      ("https://files.example.com/a/b.bin", "https", "files.example.com", 443, "/a/b.bin"),
      ("HTTP://Files.Example.COM:8080", "http", "files.example.com", 8080, "/"),
      ("ftp://user:pass@host:2121/dir/", "ftp", "host", 2121, "/dir/"),
      ("ftps://host/x?y=/../z#/..", "ftps", "host", 990, "/x"),
      ("https://[2001:DB8::1]:8443/f%20w.bin", "https", "[2001:db8::1]", 8443, "/f%20w.bin"),
    ] as [(String, String, String, Int, String)])
  func parts(_ text: String, scheme: String, host: String, port: Int, path: String) throws {
    let location = try FileLocation(text)
    #expect(location.scheme == scheme)
    #expect(location.host == host)
    #expect(location.effectivePort == port)
    #expect(location.path == path)
  }

  @Test(
    "what programs may read differently is refused",
    arguments: [
      "", "files", "/etc/passwd", "https:/host/x", "https://", "https:///x", "://host/x", "1s://host/x",
      "https://user@host/x", "https://good.example.com@10.0.0.1/x", "https://good.example.com\\@10.0.0.1/x",
      "ftp://a@b@host/x", "https://good.example.com%2f@10.0.0.1/", "https://10.0.0.1%00.example.com/x",
      "https://host:0/x", "https://host:65536/x", "https://host:/x", "https://host:80:80/x", "https://ho st/x",
      "https://host/a/../b", "https://host/a/%2e%2E/b", "https://host/.%2e/b", "https://host/a/./b",
      "https://host/a%2fb", "https://host/a%5cb", "https://host/%zz", "https://host/%", "https://host/a\\b",
      "https://host/\u{7}", "https://höst/x", "https://[::1/x", "https://[evil]/x", "https://[::1]x/x",
    ])
  func refused(_ text: String) {
    #expect(throws: FileLocation.Problem.self) { try FileLocation(text) }
  }

  @Test(
    "within the allowed places",
    arguments: [
      "https://files.example.com/firmware/", "https://files.example.com:443/firmware/v2/x.bin",
      "https://FILES.example.com/firmware/x.bin", "ftps://any.depot.example.com/diagnostics",
      "ftps://u:p@a.b.depot.example.com/diagnostics/2026",
    ])
  func allowed(_ text: String) throws {
    try policy().check(text)
  }

  @Test(
    "outside of the allowed places",
    arguments: [
      "http://files.example.com/firmware/x.bin", "https://files.example.com:8443/firmware/x.bin",
      "https://files.example.com/", "https://files.example.com/firmware-of-others/x", "https://10.0.0.1/firmware/x",
      "https://files.example.com.evil.net/firmware/x", "https://evilfiles.example.com/firmware/x",
      "ftps://depot.example.com/diagnostics/x", "ftps://evildepot.example.com/diagnostics/x",
      "ftps://a.depot.example.com/diagnosticsx", "ftps://files.example.com@10.0.0.1/firmware/",
      "file:///etc/passwd", "gopher://files.example.com/firmware/",
    ])
  func notAllowed(_ text: String) throws {
    let policy = try policy()
    #expect(throws: FileLocation.Problem.self) { try policy.check(text) }
  }

  @Test("without places any host will do, by the ways that are allowed")
  func schemesOnly() throws {
    let policy = FileLocationPolicy(schemes: [.https, .sftp])
    try policy.check("https://anywhere.net/x")
    #expect(throws: FileLocation.Problem.self) { try policy.check("http://anywhere.net/x") }
    #expect(throws: FileLocation.Problem.self) { try policy.check("https://u@anywhere.net/x") }
  }

  @Test(
    "a place that is none", arguments: ["files", "https://u@host/", "gopher://host/", "https://host/../", "*.host"])
  func badPrefix(_ text: String) {
    #expect(throws: FileLocation.Problem.self) { try FileLocationPolicy.Prefix(text) }
  }

  @Test("a password doesn't get into logs")
  func shown() {
    #expect(FileLocation.shown("ftp://user:secret@host:2121/dir") == "ftp://…@host:2121/dir")
    #expect(FileLocation.shown("https://host/dir?token=1") == "https://host/dir?token=1")
  }

  private func policy() throws -> FileLocationPolicy {
    FileLocationPolicy(
      prefixes: try ["https://files.example.com/firmware/", "ftps://*.depot.example.com/diagnostics"].map {
        try FileLocationPolicy.Prefix($0)
      })
  }
}
