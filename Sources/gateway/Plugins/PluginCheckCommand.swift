import ArgumentParser
import CoreMetrics
import GatewayAPI
import GatewayCore
import GatewayPluginHost
import GatewaySQLite
import Glibc
import Logging
import OCPPCodec

/// `gateway plugin check`
struct PluginCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Try whether a plugin does what every plugin must.",
    discussion: """
      The plugin runs in a process of its own. It gets strange configurations, and for each action that it handles the \
      smallest message there is, one at a time and many at a time; it must complete each once and in time.

      Exit code: 0 when all is well, 1 when not, 2 when it is no plugin.

      EXAMPLES:
        gateway plugin check plugins/libTariff.so
        gateway plugin check plugins/libTariff.so --configuration '{"currency":"EUR"}' --log
      """)

  @Argument(help: ArgumentHelp("The plugin's shared library.", valueName: "file"))
  var library: String

  @Option(help: ArgumentHelp("The configuration it is given.", valueName: "json"))
  var configuration = "{}"

  @Flag(help: "Print what the plugin logs.")
  var log = false

  func run() async throws {
    guard let configuration = RawJSON(text: configuration), configuration.text.first == "{" else {
      throw ValidationError("--configuration must be a JSON object")
    }
    let (file, probe) = try PluginInspectCommand.probe(library)
    print("\(file.path): \(probe.descriptor.id) \(probe.descriptor.version)")
    let conformance = PluginConformance(
      file, probe.descriptor, configuration: configuration, environment: try await Self.environment(isLogging: log))
    var problems = 0
    await conformance.run { finding in
      problems += finding.problem == nil ? 0 : 1
      print(finding.problem.map { "  FAILED  \(finding.rule): \($0)" } ?? "  ok      \(finding.rule)")
      fflush(nil)
    }
    print(problems == 0 ? "conforms" : "\(problems) problem\(problems == 1 ? "" : "s")")
    guard problems == 0 else { throw ExitCode(1) }
  }

  /// A gateway without stations, whose store is gone afterwards.
  private static func environment(isLogging: Bool) async throws -> PluginEnvironment {
    let logger = Logger(label: "gateway") { _ -> any LogHandler in
      isLogging ? TextLogHandler(level: .trace, isColored: isatty(STDERR_FILENO) != 0) : SwiftLogNoOpLogHandler()
    }
    var problems: [ChainTable.Problem] = []
    let services = GatewayServices(
      store: try SQLiteStore.inMemory(), sessions: SessionRegistry(),
      chains: ChainTable([], handlers: [], problems: &problems), clock: SystemClock(),
      logger: logger, metrics: GatewayMetrics(factory: NOOPMetricsHandler.instance))
    return PluginEnvironment(services)
  }
}
