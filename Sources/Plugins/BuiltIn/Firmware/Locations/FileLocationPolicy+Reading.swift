import GatewayConfig

extension FileLocationPolicy {
  /// Reads a list of places, by any way.
  init(reading reader: ConfigurationReader, _ key: String, help: String) {
    self.init(prefixes: Self.prefixes(key, reader, help: help))
  }

  /// Reads a list of places.
  static func prefixes(_ key: String, _ reader: ConfigurationReader, help: String) -> [Prefix] {
    reader.strings(key, help: help).compactMap { text in
      do throws(FileLocation.Problem) {
        return try Prefix(text.value)
      } catch {
        reader.report("'\(text.value)' in '\(reader.path.appending(key))' \(error)", at: key)
        return nil
      }
    }
  }
}
