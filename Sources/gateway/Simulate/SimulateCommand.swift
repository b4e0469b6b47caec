import ArgumentParser
import GatewayConfig
import GatewaySimulator
import Glibc
import OCPPCodec
import UnixSignals

/// `gateway simulate`: charging stations for demos, load and tests.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Simulate charging stations that connect to a gateway.",
    discussion: """
      Stations boot, charge, report and do what they are told over OCPP 1.6 or 2.0.1. What they do is written in a script; \
      without one they are busy. At the end, and on Ctrl-C, they end their transactions, deliver what they have queued and \
      leave; then a summary tells what was sent and answered.

      Exit code: 0 when all was delivered and nothing contradicted, 1 when not, 2 when the options or the script can't be \
      used.

      EXAMPLES:
        gateway simulate --url ws://localhost:9000/ocpp
        gateway simulate --url ws://localhost:9000/ocpp --stations 200 --id-tag TAG-1 --duration 10m
        gateway simulate --url ws://localhost:9000/ocpp --script Examples/Simulations/day.yaml --speed 1440 --seed 1
      """)

  @Option(help: ArgumentHelp("Where the stations connect; each adds its id.", valueName: "url"))
  var url: String?

  @Option(
    name: .customLong("ca-file"),
    help: ArgumentHelp("Whom stations trust with wss://: PEM. (default: the system's authorities)", valueName: "file"))
  var authorities: String?

  @Option(help: ArgumentHelp("What the stations do: a YAML file.", valueName: "file"))
  var script: String?

  @Option(help: "How many stations, without a script. (default: 1)")
  var stations: Int?

  @Option(
    name: .customLong("ocpp"), help: "The version that they speak, without a script: 1.6 or 2.0.1. (default: 1.6)")
  var version: String?

  @Option(
    name: .customLong("id-tag"),
    help: "What their drivers present, without a script; may be given several times. (default: TAG-1)")
  var idTags: [String] = []

  @Option(help: "A number from which all that is left to chance follows.")
  var seed: UInt64?

  @Option(help: "How many times faster than the real one the stations' time goes.")
  var speed: Double?

  @Option(help: "How long it lasts, in the stations' time, such as 10m or 1d. (default: until told to stop)")
  var duration: String?

  @Option(help: "When it begins in the stations' time, such as 2026-03-14T06:00:00Z. (default: so that it ends now)")
  var begin: String?

  @Option(help: "How many stations are switched on in a second.")
  var rate = 100

  @Option(help: "How many threads serve the connections.")
  var threads = 1

  @Option(help: ArgumentHelp("A file for what each station was answered and knows, as JSON Lines.", valueName: "file"))
  var ledger: String?

  @Flag(
    name: .customLong("options"), help: "Print the reference of all that can be said in a script instead, as Markdown.")
  var printsReference = false

  func validate() throws {
    guard printsReference || url != nil else { throw ValidationError("--url is needed: where the stations connect") }
    guard authorities == nil || url?.lowercased().hasPrefix("wss:") ?? false else {
      throw ValidationError("--ca-file is for a --url that begins with wss://")
    }
    guard script == nil || (stations == nil && version == nil && idTags.isEmpty) else {
      throw ValidationError("--stations, --ocpp and --id-tag are said in the script")
    }
    guard (1...1_000_000).contains(stations ?? 1) else { throw ValidationError("--stations must be 1 to 1000000") }
    guard rate >= 1 else { throw ValidationError("--rate must be at least 1") }
    guard (1...256).contains(threads) else { throw ValidationError("--threads must be 1 to 256") }
    if let speed, !SimulationScript.speeds.contains(speed) {
      throw ValidationError(
        "--speed must be \(SimulationScript.speeds.lowerBound) to \(SimulationScript.speeds.upperBound)")
    }
    if let version, OCPPVersion(rawValue: version) == nil { throw ValidationError("--ocpp must be 1.6 or 2.0.1") }
    for tag in idTags where !(1...20).contains(tag.unicodeScalars.count) {
      throw ValidationError("an id tag has 1 to 20 characters")
    }
  }

  func run() async throws {
    if printsReference { return print(ScriptReference.text, terminator: "") }
    let options = try options()
    let output = SimulationOutput(isTerminal: isatty(STDERR_FILENO) != 0)
    OpenFiles.raiseLimit()
    output.begin(options)
    let end: SimulationProgress
    do {
      end = try await Simulation(options).run(
        until: {
          for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
        },
        onProgress: { output.progress($0) })
    } catch let problem as Ledger.Problem {
      complain("gateway simulate: \(problem)")
      throw ExitCode(70)
    }
    output.end()
    print(SimulationSummary(end, options).text)
    guard end.statistics.isFlawless else { throw ExitCode(1) }
  }

  /// - Throws: `ExitCode` 2 when something given can't be used; what it is has been printed.
  private func options() throws -> SimulationOptions {
    do {
      let script = try readScript()
      var options = SimulationOptions(
        url: try GatewayURL(url ?? ""), script: script,
        seed: seed ?? script.seed ?? UInt64.random(in: 0...UInt64(Int.max)))
      options.speed = speed ?? script.speed ?? 1
      options.duration = try duration.map { try DurationText.parse($0) } ?? script.duration
      options.rate = rate
      options.threads = threads
      if let begin {
        guard let moment = DateTime(rfc3339: begin)?.millisecondsSinceEpoch else {
          throw UsageProblem(
            description: "--begin must be a date and time such as 2026-03-14T06:00:00Z, not '\(begin)'")
        }
        options.begin = moment
      } else {
        options.endNow()
      }
      if options.url.isSecure { options.tls = try ClientTLS(authorities: authorities) }
      options.ledger = try ledger.map { try Ledger(file: $0) }
      return options
    } catch let problem as ConfigurationValueProblem {
      complain("gateway simulate: --duration must be a duration such as 10m" + (problem.hint.map { ": \($0)" } ?? ""))
    } catch let error as any CustomStringConvertible & Error {
      complain(error is ConfigurationError ? "\(error)" : "gateway simulate: \(error)")
    }
    throw ExitCode(2)
  }

  private func readScript() throws -> SimulationScript {
    if let script { return try SimulationScript.read(file: script) }
    return SimulationScript.builtIn(
      count: stations ?? 1, version: version.flatMap { OCPPVersion(rawValue: $0) } ?? .v16,
      idTags: idTags.isEmpty ? ["TAG-1"] : idTags)
  }

  private struct UsageProblem: Error, CustomStringConvertible {
    let description: String
  }
}
