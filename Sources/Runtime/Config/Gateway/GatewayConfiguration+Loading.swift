extension GatewayConfiguration {
  /// Reads a configuration that must be right.
  ///
  /// - Parameters:
  ///   - file: the path of the YAML file; `nil` for the built-in defaults.
  ///   - environment: the environment variables, which override the file.
  /// - Throws: ``ConfigurationError`` with all that is wrong. The sections of the handlers are not looked into.
  package static func load(
    file: String?, environment: [String: String]
  ) throws(ConfigurationError) -> GatewayConfiguration {
    try check(file: file, environment: environment).validated()
  }

  /// Reads a configuration that may be wrong, for adding the handlers' own checks and telling the outcome of all.
  ///
  /// - Parameters:
  ///   - file: the path of the YAML file; `nil` for the built-in defaults.
  ///   - environment: the environment variables, which override the file.
  package static func check(file: String?, environment: [String: String]) -> ConfigurationCheck {
    guard let file else { return check(source: nil, environment: environment) }
    do throws(FileContents.Problem) {
      let bytes = try FileContents.read(file, limit: YAMLParser.maximumBytes)
      return check(source: SourceText(name: file, bytes: bytes), environment: environment)
    } catch {
      let failed = check(source: nil, environment: environment)
      failed.report(.error, at: .file(file), "the configuration file \(error.message)", hint: error.hint)
      return failed
    }
  }

  /// Reads a configuration from text that is at hand.
  ///
  /// - Parameters:
  ///   - source: the text, named as its file; relative paths start from that file's folder. `nil` for none.
  ///   - environment: the environment variables, which override the text.
  package static func check(source: SourceText?, environment: [String: String]) -> ConfigurationCheck {
    let diagnostics = ConfigurationDiagnostics(source: source)
    let node = source.flatMap { YAMLParser.parse($0, diagnostics: diagnostics) }
    let context = ConfigurationContext(
      diagnostics: diagnostics, folder: source.flatMap { FilePath.folder(of: $0.name) }, environment: environment)
    let location = node.map { ConfigurationLocation.source($0.location) } ?? .builtIn
    let root = ConfigurationReader(context: context, path: .root, node: node, location: location)
    return ConfigurationCheck(configuration: GatewayConfiguration(reading: root), context: context)
  }

  /// The configuration of a gateway for which nothing is set.
  package static var builtIn: GatewayConfiguration {
    check(source: nil, environment: [:]).configuration
  }

  /// The reference documentation of all options.
  ///
  /// - Parameter handlers: for each handler its name and what decodes its section.
  package static func reference(
    handlers: [(name: String, decode: (ConfigurationReader) -> Void)] = []
  ) -> ConfigurationReference {
    ConfigurationReference { root in
      let configuration = GatewayConfiguration(reading: root)
      for handler in handlers { configuration.handlers.read(handler.name, handler.decode) }
    }
  }
}
