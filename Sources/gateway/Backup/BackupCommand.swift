import ArgumentParser
import GatewayCore

/// `gateway backup`
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Write the business state to a file.",
    discussion: """
      Stations, id tokens, transactions with their meter values, reservations, local lists, charging profiles, settings, \
      operations, campaigns, certificates, passwords (as hashes) and what plugins keep, from the store of the \
      configuration. The gateway may serve meanwhile. docs/operations.md says what is consistent with what.

      EXAMPLES:
        gateway backup monday.backup
        gateway backup --config site.yaml /backups/site-2026-11-25.backup
      """)

  @OptionGroup var options: ConfigurationOption

  @Argument(help: "The file to write; none may be there.")
  var file: String

  func run() async throws {
    try await ConfiguredBackup.run(options) { backup in
      let writer = try BackupFileWriter(file, store: backup.kind, at: SystemClock().milliseconds)
      let progress = RecordProgress { writer.count }
      do {
        try await progress.show { try await backup.store.backUp(to: writer) }
        try writer.finish()
      } catch {
        writer.abandon()
        throw error
      }
      print("\(file): \(writer.count) records of \(backup.name)")
    }
  }
}
