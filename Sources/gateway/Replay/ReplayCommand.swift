import ArgumentParser
import Foundation
import GatewayConfig
import GatewayConformance
import GatewayCore
import GatewaySQLite
import Glibc
import Logging
import OCPPCodec

/// `gateway replay`: what would a configuration have answered?
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run recorded traffic through a configuration, without stations, and print where its answers differ.",
    discussion: """
      Reads recordings of open-ocpp-trace 1.x, as 'record:' of the configuration writes them, in the order given. The \
      stations' messages come from the recording and the clock shows its times; recorded commands are sent through the \
      outbound chains. What is stored goes to a database in memory, or to a copy of one.

      Transaction ids that the gateway makes up may differ. Id tags of a recording made with 'redact: [id_tags]', which \
      is the default, are pseudonyms: the candidate doesn't know them.

      Exit code: 0 no differences, 1 some, 2 unusable input.

      EXAMPLES:
        gateway replay --config candidate.yaml recordings/trace-20260301T000000Z.jsonl.gz
        gateway replay --config candidate.yaml --store gateway.db --ignore /interval recordings/*.jsonl.gz
      """)

  /// How the differences are printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  @OptionGroup var options: ConfigurationOption

  @Option(help: "How the differences are printed.")
  var report: Format = .text

  @Option(help: ArgumentHelp("A database to start with; a copy of it is used.", valueName: "file"))
  var store: String?

  @Option(help: ArgumentHelp("Times that differ by no more milliseconds are the same.", valueName: "ms"))
  var tolerance: Int = 1000

  @Option(
    help: ArgumentHelp(
      "A value that may differ, by JSON pointer; * is any one step, ** any number.", valueName: "pointer"))
  var ignore: [String] = []

  @Argument(help: ArgumentHelp("Recordings.", valueName: "file"))
  var files: [String]

  func validate() throws {
    guard tolerance >= 0 else { throw ValidationError("--tolerance can't be negative") }
    for pointer in ignore where !pointer.isEmpty && !pointer.hasPrefix("/") {
      throw ValidationError("--ignore: '\(pointer)' is no JSON pointer: it begins with '/'")
    }
  }

  func run() async throws {
    let assembly = try options.assembly()
    for warning in assembly.warnings { complain(warning.description) }
    let copy = try copiedStore()
    defer { if let copy { try? FileManager.default.removeItem(at: copy) } }
    let opened: any Store
    do {
      let location = copy.map { SQLiteStoreConfiguration.Location.file($0.appending(component: "replay.db").path) }
      opened = try await SQLiteStore.open(SQLiteStoreConfiguration(location ?? .memory))
    } catch let error as StoreError {
      complain("gateway: \(error)")
      throw ExitCode(2)
    }
    let comparison = AnswerComparison(tolerance: Int64(tolerance), ignored: ignore.map { PointerPattern($0) })
    let result = try await replay(assembly, opened, comparison)
    await opened.close()
    FileHandle.standardOutput.write(Data((report == .json ? result.json : result.text).utf8))
    for problem in result.unusable { complain(problem) }
    guard result.exitCode == 0 else { throw ExitCode(result.exitCode) }
  }

  private func replay(_ assembly: Assembly, _ store: any Store, _ comparison: AnswerComparison) async throws
    -> ReplayReport
  {
    var replay: Replay?
    var unusable: [String] = []
    let logger = Logger(label: "replay") { _ in SwiftLogNoOpLogHandler() }
    for name in files {
      let descriptor = name == "-" ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        unusable.append("\(name): \(String(cString: strerror(errno)))")
        continue
      }
      defer { if name != "-" { close(descriptor) } }
      let input = InputLines(descriptor: descriptor)
      do {
        while let line = try input.next() {
          guard let bytes = line.bytes, !line.isBlank else { continue }
          do {
            let frame = try TraceReader.read(bytes)
            if replay == nil {
              replay = try await Replay(
                assembly, store: store, comparison: comparison, start: frame.at ?? 0, logger: logger)
            }
            try await replay?.play(frame)
          } catch let problem as TraceProblem {
            if unusable.count < 100 { unusable.append("\(name):\(line.number): \(problem)") }
          }
        }
      } catch let failure as InputFailure {
        unusable.append("\(name): \(failure)")
      }
    }
    await replay?.finish()
    var report = replay?.report ?? ReplayReport()
    report.unusable = unusable
    return report
  }

  /// A folder with a copy of the database; nil when none is given.
  private func copiedStore() throws -> URL? {
    guard let store else { return nil }
    let folder = FileManager.default.temporaryDirectory.appending(component: "gateway-replay-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for suffix in ["", "-wal"] {
        let source = URL(fileURLWithPath: store + suffix)
        guard suffix.isEmpty || FileManager.default.fileExists(atPath: source.path) else { continue }
        try FileManager.default.copyItem(at: source, to: folder.appending(component: "replay.db" + suffix))
      }
    } catch {
      try? FileManager.default.removeItem(at: folder)
      complain("\(store): can't be copied: \(error.localizedDescription)")
      throw ExitCode(2)
    }
    return folder
  }
}
