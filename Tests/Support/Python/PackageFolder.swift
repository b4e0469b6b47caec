package import Foundation

/// The package that the tests belong to.
package enum PackageFolder {
  /// The folder that has `Package.swift`.
  ///
  /// - Parameter file: a file in the package.
  package static func root(of file: String = #filePath) -> URL {
    var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    while folder.path != "/",
      !FileManager.default.fileExists(atPath: folder.appending(component: "Package.swift").path)
    {
      folder.deleteLastPathComponent()
    }
    return folder
  }

  /// An executable of the package, built with the tests.
  ///
  /// - Parameter name: its target; the test target must depend on it.
  package static func executable(_ name: String) -> URL {
    // The tests' own executable or bundle lies beside it.
    Bundle.main.bundleURL.resolvingSymlinksInPath().appending(component: name)
  }
}
