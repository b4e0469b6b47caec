import Foundation
import GatewayPluginHost

/// The plugin that is measured.
enum EchoPlugin {
  /// Builds it.
  ///
  /// - Returns: the library's path.
  static func build() throws -> String {
    let library = FileManager.default.temporaryDirectory.appending(component: "gateway-echo-\(getpid()).so").path
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = [
      "cc", "-O2", "-shared", "-fPIC", "-ISources/Plugins/ABI", "-o", library, "Benchmarks/Plugin/echo.c",
    ]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw PluginError("can't be built: is this the package's folder?") }
    return library
  }
}
