import Foundation
import GatewayPluginHost
import PythonSupport
import Synchronization
import Testing

/// The C plugin beside this file, built against the header as a vendor would.
enum FaultPlugin {
  private static let built = Mutex<[String: String]>([:])
  private static let folder = FileManager.default.temporaryDirectory.appending(
    component: "fault-plugins-\(ProcessInfo.processInfo.processIdentifier)")

  /// Builds it.
  ///
  /// - Parameter defines: what is wrong with its descriptor, for the compiler.
  /// - Returns: the library's path.
  static func library(_ defines: String...) throws -> String {
    try built.withLock { built in
      let key = defines.joined(separator: " ")
      if let path = built[key] { return path }
      let root = PackageFolder.root()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let library = folder.appending(component: "fault-\(built.count).so").path
      let compiler = Process()
      compiler.executableURL = URL(filePath: "/usr/bin/env")
      compiler.arguments =
        ["cc", "-shared", "-fPIC", "-O1", "-I\(root.appending(components: "Sources", "Plugins", "ABI").path)"]
        + defines.map { "-D\($0)" }
        + [
          "-o", library,
          root.appending(components: "Tests", "GatewayPluginHostTests", "FaultPlugins", "fault.c").path, "-lpthread",
        ]
      try compiler.run()
      compiler.waitUntilExit()
      try #require(compiler.terminationStatus == 0, "the C compiler refuses the plugin")
      built[key] = library
      return library
    }
  }

  /// The gateway, whose `plugin-process` command runs isolated plugins.
  static var gateway: String { PackageFolder.executable("gateway").path }

  /// Looks into it.
  static func probe(_ library: String, within limit: Duration = .seconds(10)) throws -> PluginProbe {
    try PluginProbe(PluginFile(library), executable: gateway, within: limit)
  }
}
