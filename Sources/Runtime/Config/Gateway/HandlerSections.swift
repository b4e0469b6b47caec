/// The options of the handlers. Each handler decodes its own section; what is wrong with it is told together with
/// everything else that is wrong with the configuration.
package struct HandlerSections: Sendable {
  /// The handlers that the configuration file has a section for.
  package let names: [Located<String>]

  private let context: ConfigurationContext
  private let path: ConfigurationPath
  private let location: ConfigurationLocation
  private let nodes: [String: YAMLNode]

  init(reading reader: ConfigurationReader) {
    let entries = reader.entries()
    names = entries.map(\.key)
    nodes = Dictionary(entries.map { ($0.key.value, $0.value) }) { first, _ in first }
    context = reader.context
    path = reader.path
    location = reader.location
  }

  /// Whether there is a section for a handler.
  package func contains(_ name: String) -> Bool { nodes[name] != nil }

  /// Decodes the section of a handler; without one in the file it is empty, and the environment still counts.
  ///
  /// Keys that `decode` does not ask for are recorded as unknown.
  ///
  /// - Parameter decode: asks the reader for every option that the handler has.
  package func read<Options, Failure>(
    _ name: String, _ decode: (ConfigurationReader) throws(Failure) -> Options
  ) throws(Failure) -> Options {
    let place = names.first { $0.value == name }?.location ?? location
    let reader = ConfigurationReader(
      context: context, path: path.appending(name), node: nodes[name], location: place)
    let options = try decode(reader)
    reader.finish()
    return options
  }
}
