import GatewayConfig
import GatewayCore
import Testing

@testable import GatewayHandlers

@Suite("Options of the handlers of the feature profiles")
struct HandlerOptionsTests {
  private func read(_ yaml: String) -> (handlers: BuiltInHandlers, problems: [String]) {
    let check = GatewayConfiguration.check(
      source: SourceText(name: "x", bytes: Array("handlers:\n\(yaml)".utf8)), environment: [:])
    let handlers = BuiltInHandlers(reading: check.configuration.handlers)
    let problems = check.diagnostics(knownHandlers: BuiltInHandlers.names).map { "\($0.location): \($0.message)" }
    return (handlers, problems)
  }

  @Test("what is left out has its default")
  func defaults() {
    let (handlers, problems) = read("  firmware: {}\n  local-auth: {}\n  reservation: {}")
    #expect(problems == [])
    #expect(handlers.firmware == FirmwareConfiguration())
    #expect(handlers.localAuth == LocalAuthConfiguration())
    #expect(handlers.reservation == ReservationConfiguration())
  }

  @Test("firmware")
  func firmware() throws {
    let (handlers, problems) = read(
      """
        firmware:
          schemes: [https, sftp]
          firmware_locations: ["https://files.example.com/firmware/"]
          diagnostics_locations: ["sftp://*.example.com/"]
          start_timeout: 1m
          progress_timeout: 2m
          question_timeout: 3s
          attempts: 4
          retry_interval: 5s
          wait_limit: 6h
          check_interval: 7s
      """)
    #expect(problems == [])
    let firmware = handlers.firmware
    #expect(firmware.firmwareLocations.schemes == [.https, .sftp])
    try firmware.firmwareLocations.check("https://files.example.com/firmware/a")
    #expect(throws: FileLocation.Problem.self) { try firmware.firmwareLocations.check("https://files.example.com/b") }
    try firmware.diagnosticsLocations.check("sftp://u:p@a.example.com/b")
    #expect(
      firmware.limits
        == TransferJob.Limits(start: 60_000, progress: 120_000, question: 3000, retry: 5000, attempts: 4))
    #expect(firmware.waitLimit == .seconds(21_600))
    #expect(firmware.checkInterval == .seconds(7))
  }

  @Test("local-auth")
  func localAuth() {
    let (handlers, problems) = read(
      """
        local-auth:
          sync_after_boot: true
          sync_on_change: true
          entries: all
          max_entries_per_message: 9
          change_delay: 1s
          retry_interval: 2s
          parallelism: 3
          lists:
            - { name: depot, match: { id: "DEPOT-*", vendor: A, model: B }, id_tags: ["D*"], parents: [FLEET] }
            - name: others
      """)
    #expect(problems == [])
    let expected = LocalAuthConfiguration(
      synchronisesAfterBoot: true, synchronisesOnChange: true, entries: .all, maximumPerMessage: 9,
      changeDelay: .seconds(1), retryInterval: .seconds(2), parallelism: 3,
      lists: [
        LocalListRule(
          name: "depot", match: .init(id: GlobPattern("DEPOT-*"), vendor: GlobPattern("A"), model: GlobPattern("B")),
          idTags: [GlobPattern("D*")], parents: ["FLEET"]),
        LocalListRule(name: "others"),
      ])
    #expect(handlers.localAuth == expected)
  }

  @Test("reservation")
  func reservation() {
    let (handlers, problems) = read(
      """
        reservation: { conflicts: ask, default_duration: 1m, max_duration: 2m, check_interval: 3s, retry_interval: 4s }
      """)
    #expect(problems == [])
    #expect(
      handlers.reservation
        == ReservationConfiguration(
          conflicts: .ask, standardDuration: .seconds(60), maximumDuration: .seconds(120), checkInterval: .seconds(3),
          retryInterval: .seconds(4)))
  }

  @Test(
    "mistakes have their place",
    arguments: [
      (
        "  firmware:\n    firmware_locations: ['gopher://h/']",
        "x:3:25: 'gopher://h/' in 'handlers.firmware.firmware_locations' must begin with one of: ftp, ftps, http, "
          + "https, sftp"
      ),
      (
        "  firmware:\n    diagnostics_locations: ['https://u@h/']",
        "x:3:28: 'https://u@h/' in 'handlers.firmware.diagnostics_locations' must not have a user name before the "
          + "host: only FTP has"
      ),
      (
        "  firmware: { attempts: 0 }",
        "x:2:25: 'handlers.firmware.attempts' must be a whole number between 1 and 100, not '0'"
      ),
      ("  local-auth: { lists: [{ id_tags: [A] }] }", "x:2:25: 'handlers.local-auth.lists[0].name' is required"),
      (
        "  local-auth: { lists: [{ name: a }, { name: a }] }",
        "x:2:24: 'handlers.local-auth.lists' has the name 'a' twice"
      ),
      (
        "  reservation: { default_duration: 2h, max_duration: 1h }",
        "x:2:36: 'handlers.reservation.default_duration' must not be longer than 'handlers.reservation.max_duration'"
      ),
    ])
  func mistakes(_ yaml: String, problem: String) {
    #expect(read(yaml).problems == [problem])
  }
}
