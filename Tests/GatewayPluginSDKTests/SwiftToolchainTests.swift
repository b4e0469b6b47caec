import Foundation
import GatewayToolchain
import PythonSupport
import Testing

@Suite("the name of the toolchain")
struct SwiftToolchainTests {
  @Test("is the compiler's version, as it tells it itself, with the build")
  func name() async throws {
    let child = try await ChildProcess.run(URL(filePath: "/usr/bin/env"), ["swift", "--version"])
    let told = String(decoding: child.output, as: UTF8.self) + child.errors
    let version = try #require(told.firstMatch(of: /Swift version (6[0-9.]*)/)).1
    #expect(SwiftToolchain.name.hasPrefix("Swift \(version) ("), "\(SwiftToolchain.name)")
    #expect(SwiftToolchain.name.wholeMatch(of: /Swift 6[0-9.]* \([^ ]{3,12}\)/) != nil, "\(SwiftToolchain.name)")
  }
}
