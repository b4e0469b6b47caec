import ArgumentParser
import Foundation
import GatewayConformance
import Glibc
import OCPPCodec

/// `gateway validate`: checks recorded traffic against the official schemas.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check recorded OCPP messages against the official schemas.",
    usage: """
      gateway validate [--format frames|records|trace|log] [--version 1.6|2.0.1]
                       [--report text|json|junit|markdown|html] [FILE ...]
      """,
    discussion: """
      Without --report, frames and records are answered by one line of JSON per input line, in order. With it, and for \
      the other formats, a report is written: what is broken by station type, action and rule, how often, with the first \
      example; requests never answered, answers never asked for, latencies, breaches of OCPP-J. Files compressed by gzip \
      are inflated.

      frames: each line is an OCPP-J frame, [2,"id","Action",{...}]. Responses are matched to their request by message \
      id earlier in the same input; 'valid' is null where there is nothing to judge by.
      records: each line is {"id":...,"version":"1.6"|"2.0.1","direction":"request"|"response","action":...,"payload":"..."} \
      with the payload's text as a JSON string.
      trace: each line is a record of open-ocpp-trace 1.x, as 'record:' of the configuration writes them.
      log: text with a frame somewhere in the line; other lines are passed over.

      Exit code: 0 when all conform, 1 when some do not, 2 when input can't be used.

      EXAMPLES:
        gateway validate traffic.jsonl
        gateway validate --version 2.0.1 - < frames.jsonl
        gateway validate --format records cases.jsonl | jq 'select(.valid == false)'
        gateway validate --format trace --report html recordings/*.jsonl.gz > report.html
        gateway validate --format log --report text /var/log/csms.log
      """)

  @Option(help: "What a line of the input is.")
  var format: TrafficFormat = .frames

  @Option(help: "Write a report instead of a verdict for each line.")
  var report: ReportFormat?

  @Option(
    help: ArgumentHelp("How many files are read at a time, for a report. Default: the number of cores.", valueName: "n")
  )
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "The OCPP version, 1.6 or 2.0.1. Without it, a frame's action tells where only one version has it, else it is 1.6.",
      valueName: "version"),
    transform: version(named:))
  var version: OCPPVersion?

  @Argument(help: ArgumentHelp("Files to read; '-' or none for standard input.", valueName: "file"))
  var files: [String] = []

  func validate() throws {
    guard jobs ?? 1 > 0 else { throw ValidationError("--jobs must be at least 1") }
  }

  func run() throws {
    if report != nil || format == .trace || format == .log { return try writeReport() }
    var tally = ValidationTally(noun: format.rawValue)
    let output = LineOutput(descriptor: STDOUT_FILENO)
    do {
      let names = files.isEmpty ? ["-"] : files
      for name in names { try validate(name, prefix: names.count > 1, output, &tally) }
      try output.flush()
    } catch let failure as OutputFailure {
      Self.complain("standard output: \(failure)")
      throw ExitCode(70)
    }
    if isatty(STDERR_FILENO) == 1 { Self.complain(tally.description) }
    guard tally.exitCode == 0 else { throw ExitCode(tally.exitCode) }
  }

  /// - Parameters:
  ///   - name: a file's path, or `-`.
  ///   - prefix: whether the errors of its lines name it.
  private func validate(_ name: String, prefix: Bool, _ output: LineOutput, _ tally: inout ValidationTally) throws {
    let descriptor = name == "-" ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      Self.complain("\(name): \(String(cString: strerror(errno)))")
      tally.unusable += 1
      return
    }
    defer { if name != "-" { close(descriptor) } }
    let input = InputLines(descriptor: descriptor)
    let place = prefix ? "\(name): " : ""
    var judge: any LineJudge =
      switch format {
      case .records: RecordJudge(version: version, place: place)
      default: FrameJudge(version: version, place: place)
      }
    do {
      while true {
        // Whoever waits for an answer before writing the next line gets it.
        if !input.hasLine { try output.flush() }
        guard let line = try input.next() else { return }
        guard !line.isBlank else { continue }
        tally.add(judge.judge(line, &output.writer))
        try output.endLine()
      }
    } catch let failure as InputFailure {
      try output.flush()
      Self.complain("\(name): \(failure)")
      tally.unusable += 1
    }
  }

  private func writeReport() throws {
    let names = files.isEmpty ? ["-"] : files
    let run = ReportRun(format: format, version: version, files: names)
    let result = run.report(on: names, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
    let isColored = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    let text = (report ?? .text).render(result, isColored: isColored)
    FileHandle.standardOutput.write(Data(text.utf8))
    if let problem = result.firstProblem { Self.complain(problem) }
    guard result.exitCode == 0 else { throw ExitCode(result.exitCode) }
  }

  private static func version(named name: String) throws -> OCPPVersion {
    guard let version = OCPPVersion(rawValue: name) else { throw ValidationError("it must be 1.6 or 2.0.1") }
    return version
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
  }
}
