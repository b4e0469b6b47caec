import Foundation
import RedisServer

/// An authority and what it certified, made with openssl.
final class Certificates: Sendable {
  private let folder: URL

  static func make() async throws -> Certificates {
    let certificates = try Certificates()
    try await certificates.generate()
    return certificates
  }

  private init() throws {
    folder = FileManager.default.temporaryDirectory.appending(component: "certificates-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func file(_ name: String) -> String { folder.appending(component: name).path }

  private func generate() async throws {
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    try await openssl(
      ["req", "-x509"] + key + [
        "-keyout", file("ca.key"), "-out", file("ca.crt"), "-days", "2", "-subj", "/CN=Test CA",
      ])
    for name in ["server", "client"] {
      try await openssl(
        ["req", "-x509"] + key + [
          "-keyout", file("\(name).key"), "-out", file("\(name).crt"), "-days", "2", "-subj", "/CN=\(name)",
          "-addext", "subjectAltName=DNS:redis.test", "-addext", "basicConstraints=critical,CA:FALSE",
          "-CA", file("ca.crt"), "-CAkey", file("ca.key"),
        ])
    }
  }

  private func openssl(_ arguments: [String]) async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw RedisServer.Failure(description: "openssl: \(text)") }
  }
}
