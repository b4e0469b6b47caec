/// Files that are no configuration of the gateway but are written by the same rules.
///
/// The environment doesn't override them.
package enum ConfigurationFile {
  /// Reads a YAML file.
  ///
  /// - Parameters:
  ///   - file: its path; relative paths in it start from its folder.
  ///   - decode: decodes the top level.
  /// - Throws: ``ConfigurationError`` with all that is wrong, each at its line and column.
  package static func read<Value>(
    _ file: String, decode: (ConfigurationReader) -> Value
  ) throws(ConfigurationError) -> Value {
    let source: SourceText
    do throws(FileContents.Problem) {
      source = SourceText(name: file, bytes: try FileContents.read(file, limit: YAMLParser.maximumBytes))
    } catch {
      throw ConfigurationError(
        ConfigurationDiagnostic(
          severity: .error, location: .file(file), message: "the file \(error.message)", hint: error.hint))
    }
    return try read(source, decode: decode)
  }

  /// Reads YAML that is at hand.
  ///
  /// - Parameters:
  ///   - source: the text, named as its file.
  ///   - decode: decodes the top level.
  /// - Throws: ``ConfigurationError``.
  package static func read<Value>(
    _ source: SourceText, decode: (ConfigurationReader) -> Value
  ) throws(ConfigurationError) -> Value {
    let diagnostics = ConfigurationDiagnostics(source: source)
    let node = YAMLParser.parse(source, diagnostics: diagnostics)
    let context = ConfigurationContext(
      diagnostics: diagnostics, folder: FilePath.folder(of: source.name), environment: [:])
    let location = node.map { ConfigurationLocation.source($0.location) } ?? .builtIn
    let root = ConfigurationReader(context: context, path: .root, node: node, location: location)
    let value = decode(root)
    root.finish()
    if let error = ConfigurationError(diagnostics.all) { throw error }
    return value
  }
}

extension ConfigurationError {
  /// One problem that keeps everything else from being looked at.
  ///
  /// - Parameter diagnostic: an error.
  fileprivate init(_ diagnostic: ConfigurationDiagnostic) {
    diagnostics = [diagnostic]
  }
}
