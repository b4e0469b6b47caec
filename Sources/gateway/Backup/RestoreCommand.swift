import ArgumentParser
import GatewayCore
import Synchronization

/// `gateway restore`
struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Take the business state from a file that 'gateway backup' wrote.",
    discussion: """
      Into the store of the configuration, which may be of another kind than the one the backup is of. The file is checked \
      wholly before anything is written. No gateway may serve meanwhile.

      EXAMPLES:
        gateway restore --dry-run monday.backup
        gateway restore --config redis.yaml monday.backup
        gateway restore --replace monday.backup
      """)

  @OptionGroup var options: ConfigurationOption

  @Flag(help: "Check the file and the store, and write nothing.")
  var dryRun = false

  @Flag(help: "Remove what the store has. Without it the store must be empty.")
  var replace = false

  @Argument(help: "The file to read.")
  var file: String

  func run() async throws {
    try await ConfiguredBackup.run(options) { backup in
      let reader = try BackupFileReader(file)
      try reader.check()
      let header = reader.header
      print("\(file): of \(header.createdAt), from \(header.store), by gateway \(header.gateway)")
      for (kind, count) in reader.counts.sorted(by: { $0.key < $1.key }) { print("  \(kind) \(count)") }
      if dryRun {
        let isEmpty = try await backup.store.isEmpty()
        let verdict = isEmpty ? "is empty" : replace ? "would be replaced" : "isn't empty; --replace would be needed"
        print("\(backup.name) \(verdict); nothing was written")
        guard isEmpty || replace else { throw ExitCode(1) }
        return
      }
      let source = CountingSource(BackupFileSource(path: file))
      try await RecordProgress({ source.count }).show {
        try await backup.store.restore(from: source, isReplacing: replace)
      }
      print("\(backup.name) has it")
    }
  }
}

/// Counts what is read.
private final class CountingSource: BackupSource {
  private final class Reader: BackupReader {
    private let reader: any BackupReader
    private let source: CountingSource

    init(_ reader: any BackupReader, _ source: CountingSource) {
      self.reader = reader
      self.source = source
    }

    func next() throws -> BackupRecord? {
      source.records.add(1, ordering: .relaxed)
      return try reader.next()
    }
  }

  private let source: any BackupSource
  private let records = Atomic(0)

  init(_ source: any BackupSource) {
    self.source = source
  }

  var count: Int { records.load(ordering: .relaxed) }

  func open() throws -> any BackupReader { Reader(try source.open(), self) }
}
