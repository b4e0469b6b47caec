import CGatewayPlugin

/// The Swift toolchain that this code was built with.
///
/// Plugins and host are built with this module each, and share a Swift runtime in one process: so it must be the same.
package enum SwiftToolchain {
  /// Such as `Swift 6.3.1 (11673e6660b2)`: the compiler's version, and which build of it.
  package static var name: String {
    let version = compiler.patch == 0 ? "\(compiler.minor)" : "\(compiler.minor).\(compiler.patch)"
    return "Swift 6.\(version) (\(build))"
  }

  /// The revision of the compiler's Clang, which differs between builds that call themselves the same, such as snapshots.
  private static var build: String {
    let text = String(cString: gateway_plugin_compiler_build())
    let revision = text.split { $0 == " " || $0 == ")" }.last.map(String.init) ?? text
    return String(revision.prefix(12))
  }
}
