import GatewayConfig
import Testing

@Suite struct SecretOptionTests {
  private static func read(
    _ yaml: String, file: String = "gateway.yaml", environment: [String: String] = [:]
  ) -> (secret: Secret?, output: String) {
    let source = SourceText(name: file, bytes: Array(yaml.utf8))
    let check = GatewayConfiguration.check(source: source, environment: environment)
    let secret = check.configuration.handlers.read("test") { $0.secret("password", help: "") }
    let diagnostics = check.diagnostics(knownHandlers: ConfigurationFixture.standardHandlers + ["test"])
    return (secret, diagnostics.map(\.description).joined(separator: "\n"))
  }

  @Test(arguments: [
    ("handlers: {test: {password: hunter2}}", [:], "hunter2"),
    ("handlers: {test: {password: 'hunter2'}}", [:], "hunter2"),
    ("handlers: {test: {password: x}}", ["GATEWAY_HANDLERS_TEST_PASSWORD": "hunter2"], "hunter2"),
    ("handlers: {test: {password_file: /nowhere}}", ["GATEWAY_HANDLERS_TEST_PASSWORD": "hunter2"], "hunter2"),
    ("handlers: {test: {}}", [:], nil),
  ])
  func reads(yaml: String, environment: [String: String], expected: String?) {
    let (secret, output) = Self.read(yaml, environment: environment)
    #expect(secret?.revealed() == expected)
    #expect(output == "")
  }

  @Test(arguments: [("hunter2", "hunter2"), ("hunter2\n", "hunter2"), ("hunter2\r\n", "hunter2"), (" a b \n", " a b ")])
  func readsFiles(content: String, expected: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(content, to: "password.txt")
    let configuration = folder.path + "/gateway.yaml"
    let relative = Self.read("handlers: {test: {password_file: password.txt}}", file: configuration)
    #expect(relative.secret?.revealed() == expected)
    #expect(relative.output == "")
    let variable = Self.read("", environment: ["GATEWAY_HANDLERS_TEST_PASSWORD_FILE": file])
    #expect(variable.secret?.revealed() == expected)
    // The environment wins over the file also when it names the secret's file.
    let both = Self.read(
      "handlers: {test: {password: x}}", environment: ["GATEWAY_HANDLERS_TEST_PASSWORD_FILE": file])
    #expect(both.secret?.revealed() == expected)
    #expect(both.output == "")
  }

  @Test func refusesFilesThatHoldNothing() throws {
    let folder = try TemporaryFolder()
    func problem(_ bytes: [UInt8]) throws -> String {
      let file = try folder.write(bytes, to: "password")
      return Self.read("handlers: {test: {password_file: \(file)}}").output.split(separator: "\n").first.map(
        String.init)
        ?? ""
    }
    let start = "gateway.yaml:1:34: error: 'handlers.test.password_file' must be"
    #expect(try problem([0x0A]).hasPrefix("\(start) a file that is not empty, not "))
    #expect(try problem([0xFF]).hasPrefix("\(start) a file with UTF-8 text, not "))
    #expect(
      try problem([UInt8](repeating: 0x61, count: 65_537)).hasPrefix("\(start) the name of a readable file, not "))
    #expect(try problem([UInt8](repeating: 0x61, count: 65_536)) == "")
  }

  @Test func saysWhatIsWrongWithTheFile() {
    let (secret, output) = Self.read("handlers:\n  test:\n    password_file: /nowhere/at/all\n")
    #expect(secret == nil)
    #expect(
      output == """
        gateway.yaml:3:20: error: 'handlers.test.password_file' must be the name of a readable file, not '/nowhere/at/all'
            password_file: /nowhere/at/all
                           ^
        hint: /nowhere/at/all does not exist
        """)
  }

  @Test func takesOneWayOnly() {
    let (secret, output) = Self.read("handlers:\n  test:\n    password: hunter2\n    password_file: x\n")
    #expect(secret == nil)
    #expect(
      output == """
        gateway.yaml:4:20: error: 'handlers.test.password' and 'handlers.test.password_file' exclude each other
            password_file: x
                           ^
        """)
  }

  /// Whatever is wrong around a secret, no message shows it.
  @Test(arguments: [
    "handlers:\n  test:\n    password: [hunter2]\n",
    "handlers:\n  test:\n    password: {hunter2: hunter2}\n",
    "handlers:\n  test:\n    pasword: hunter2\n",
    "handlers:\n  test:\n    passwort: |\n      hunter2\n      hunter2\n",
    "handlers:\n  test: {password: hunter2, unknown: 1}\n",
    "handlers:\n  test:\n    password: a\n    password: hunter2\n",
    "handlers:\n  test:\n    password: hunter2: x\n",
    "handlers:\n  test: {password: hunter2\n",
    "handlers: {test: {\"password\": hunter2]}\n",
    "handlers:\n  test:\n    password: |\n      a\n     hunter2\n    password_file: x\n",
    "handlers:\n  test:\n    pasword:\n    - a\n    - !!str hunter2\n",
    "handlers:\n  test:\n    password: \"a\\0hunter2\"\n",
    "handlers:\n  test:\n    password: \"\\qhunter2\"\n",
    "handlers:\n  test:\n    DB_PASSWORD : @hunter2\n",
    "redis: {api_key: hunter2}\n",
  ])
  func neverShows(yaml: String) {
    let (_, output) = Self.read(yaml)
    #expect(output.contains("error"))
    #expect(!output.contains("hunter2"), "\(output)")
  }

  @Test func neverShowsTheVariable() {
    let (secret, output) = Self.read("", environment: ["GATEWAY_HANDLERS_TEST_PASSWORD": "hunter2\0"])
    #expect(secret == nil)
    #expect(
      output == "environment variable GATEWAY_HANDLERS_TEST_PASSWORD: error: 'handlers.test.password' must be text\n"
        + "hint: it holds a NUL character")
  }

  /// A name that says nothing is enough once a handler has asked for a secret by it.
  @Test func neverShowsWhatWasAskedForAsASecret() {
    let source = SourceText(name: "gateway.yaml", bytes: Array("handlers:\n  test: {pin: 4711, x: 1}\n".utf8))
    let check = GatewayConfiguration.check(source: source, environment: [:])
    let pin = check.configuration.handlers.read("test") { $0.secret("pin", help: "") }
    #expect(pin?.revealed() == "4711")
    #expect(
      check.diagnostics().map(\.sourceLine) == ["  test: {pin: <redacted>"])
  }

  @Test func showsTheLinesAfterIt() {
    let (secret, output) = Self.read("handlers:\n  test:\n    password: |\n      hunter2\n    other: 1\n")
    #expect(secret?.revealed() == "hunter2\n")
    #expect(output.contains("\n    other: 1\n    ^"))
  }

  @Test func showsTheRestOfTheLine() {
    let (_, output) = Self.read("handlers:\n  test: {passwort_file: x, password: [hunter2]}\n")
    #expect(
      output == """
        gateway.yaml:2:10: error: unknown key 'passwort_file' in section 'handlers.test'; did you mean 'password_file'?
          test: {passwort_file: x, password: <redacted>
                 ^
        gateway.yaml:2:38: error: 'handlers.test.password' must be text, not a list
          test: {passwort_file: x, password: <redacted>
                                             ^
        """)
  }
}
