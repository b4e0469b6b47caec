import ArgumentParser
import GatewayConfig
import Glibc

/// `--config FILE`, as several commands have it.
struct ConfigurationOption: ParsableArguments {
  @Option(
    name: [.customLong("config"), .customShort("c")],
    help: "The configuration file. Default: gateway.yaml in the working folder; without one, the built-in defaults.")
  var file: String?

  /// The file to read; nil for the built-in defaults.
  var path: String? {
    file ?? (access("gateway.yaml", R_OK) == 0 ? "gateway.yaml" : nil)
  }

  /// Reads and resolves the configuration.
  ///
  /// - Throws: `ExitCode` 2 when it can't be served; what is wrong has been printed.
  func assembly() throws -> Assembly {
    do {
      return try Assembly(file: path)
    } catch {
      complain(error.description)
      throw ExitCode(2)
    }
  }
}

/// Writes to standard error; what can't be written there is nobody's to know.
func complain(_ text: String, terminator: String = "\n") {
  let bytes = Array((text.hasSuffix(terminator) ? text : text + terminator).utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}
