import Foundation
import PythonSupport
import Testing

/// The built gateway with real clients; the scripts beside this file can be run by themselves too.
@Suite("gateway, end to end", .serialized)
struct EndToEndTests {
  @Test("stations of both versions charge; what was answered survives kill -9", .timeLimit(.minutes(3)))
  func charge() async throws {
    try await PythonEnvironment.run("EndToEnd/charge.py")
  }

  @Test("reservations, local lists, firmware and campaigns, also after kill -9", .timeLimit(.minutes(3)))
  func profiles() async throws {
    try await PythonEnvironment.run("EndToEnd/profiles.py")
  }

  @Test("core, configuration and remote trigger of 1.6, every action", .timeLimit(.minutes(3)))
  func core16() async throws {
    try await PythonEnvironment.run("EndToEnd/core16.py")
  }

  @Test("passwords, TLS and certificates of stations", .timeLimit(.minutes(3)))
  func security() async throws {
    try await PythonEnvironment.run("EndToEnd/security.py")
  }

  @Test("charging profiles, composite schedules, a site's limit", .timeLimit(.minutes(3)))
  func charging() async throws {
    try await PythonEnvironment.run("EndToEnd/charging.py")
  }

  @Test("certificates that openssl trusts, roots, logs, signed firmware", .timeLimit(.minutes(3)))
  func certificates() async throws {
    try await PythonEnvironment.run("EndToEnd/certificates.py")
  }

  @Test("simulated stations over TLS get certificates and connect with them", .timeLimit(.minutes(3)))
  func simulatedCertificates() async throws {
    try await PythonEnvironment.run("EndToEnd/simulated_certificates.py")
  }

  @Test("the 77 test cases for a Central System of OCPP 1.6", .timeLimit(.minutes(3)))
  func compliance() async throws {
    try await PythonEnvironment.run("EndToEnd/compliance.py")
  }

  @Test("hostile frames and handshakes get their answers, and the neighbour doesn't notice", .timeLimit(.minutes(5)))
  func hostile() async throws {
    try await PythonEnvironment.run("EndToEnd/hostile.py")
  }

  @Test("plugins take part, in process and isolated; one that crashes costs its own answers", .timeLimit(.minutes(3)))
  func plugins() async throws {
    try await PythonEnvironment.run("EndToEnd/plugins.py")
  }

  @Test(
    "a day in the life: the simulator's ledger and the store agree to the last transaction", .timeLimit(.minutes(5)))
  func day() async throws {
    try await PythonEnvironment.run("EndToEnd/day.py")
  }

  @Test(
    "recordings survive kill -9; replayed, a day differs by what a changed plugin changes and by nothing else",
    .timeLimit(.minutes(5)))
  func recordings() async throws {
    try await PythonEnvironment.run("EndToEnd/recordings.py", [try examples("examples", "libAllowList.so")])
  }

  @Test("simulated stations talk as the specification says: checked by another's CSMS", .timeLimit(.minutes(3)))
  func counterpart() async throws {
    try await PythonEnvironment.run("EndToEnd/counterpart.py")
  }

  @Test("each example plugin changes what stations see, in process and isolated", .timeLimit(.minutes(2)))
  func examplePlugins() async throws {
    try await PythonEnvironment.run(
      "EndToEnd/examples.py",
      [try examples("examples", "libGreeter.so"), try examples("examples-other", "libVendorQuirks.so")])
  }

  /// The folder of the example plugins that has a library.
  private func examples(_ name: String, _ library: String) throws -> String {
    let folder = PackageFolder.root().appending(components: ".build", name, "debug").path
    try #require(
      FileManager.default.fileExists(atPath: "\(folder)/\(library)"), "build the examples first: Scripts/examples")
    return folder
  }
}
