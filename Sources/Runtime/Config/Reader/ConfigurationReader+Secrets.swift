extension ConfigurationReader {
  private static let maximumSecretBytes = 64 << 10

  /// Reads a secret, given directly under `key` or as the name of a file under `key` with `_file` appended.
  ///
  /// A line break at the end of the file is not part of the secret. A value from the environment wins over one from the
  /// file, and in each of the two only one way may be used.
  package func secret(_ key: String, help: String) -> Secret? {
    let fileKey = key + "_file"
    let text = value(key, type: "secret", expected: "text", help: help, isSecret: true) {
      text throws(ConfigurationValueProblem) in
      guard !text.isEmpty else { throw ConfigurationValueProblem(expected: "text that is not empty") }
      return text
    }
    note(fileKey)
    record(fileKey, type: "file path", help: "A file that holds `\(key)`.")
    let places = (value: location(of: key), file: location(of: fileKey))
    switch places {
    case (.source, .source), (.environment, .environment):
      report("'\(path.appending(key))' and '\(path.appending(fileKey))' exclude each other", at: fileKey)
      return nil
    case (.environment, _), (.source, .builtIn):
      return text.map { Secret($0) }
    default:
      return secretFile(fileKey)
    }
  }

  private func secretFile(_ key: String) -> Secret? {
    scalar(key, expected: "the name of a readable file") { scalar throws(ConfigurationValueProblem) in
      let file = resolve(scalar.text)
      let bytes: [UInt8]
      do throws(FileContents.Problem) {
        bytes = try FileContents.read(file, limit: Self.maximumSecretBytes)
      } catch {
        throw ConfigurationValueProblem(hint: error.hint ?? "\(TerminalText.escaped(file)) \(error.message)")
      }
      guard var text = String(validating: bytes, as: UTF8.self) else {
        throw ConfigurationValueProblem(expected: "a file with UTF-8 text")
      }
      while let last = text.unicodeScalars.last, last == "\n" || last == "\r" { text.unicodeScalars.removeLast() }
      guard !text.isEmpty else { throw ConfigurationValueProblem(expected: "a file that is not empty") }
      return Secret(text)
    }?.value
  }
}
