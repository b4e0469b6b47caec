import ArgumentParser
import GatewayConfig
import GatewayCore
import GatewayRedis
import GatewaySQLite
import Logging
import NIOPosix

/// The store of a configuration, for backups.
struct ConfiguredBackup {
  let store: any BackupStore
  /// For people: where the state is.
  let name: String
  /// `sqlite` or `redis`
  let kind: String
  private let client: RedisClient?

  /// - Throws: ``StoreError``; ``ConfigurationError``; `ExitCode` when the configuration keeps nothing.
  static func open(_ options: ConfigurationOption) async throws -> ConfiguredBackup {
    let check = GatewayConfiguration.check(file: options.path, environment: Assembly.environment)
    let configuration = try check.validated()
    guard configuration.store.usesRedis else {
      guard case .file(let path) = configuration.store.location else {
        complain("gateway: store.sqlite is in memory, which nobody else can read; configure a file")
        throw ExitCode(2)
      }
      return ConfiguredBackup(store: SQLiteBackup(path: path), name: path, kind: "sqlite", client: nil)
    }
    let client = try await RedisClient.connect(
      RedisConfiguration(configuration.redis, name: "backup"), on: MultiThreadedEventLoopGroup.singleton.next(),
      logger: Logger(label: "gateway") { _ in SwiftLogNoOpLogHandler() })
    do {
      let store = try await RedisBackup(client, keys: RedisKeys(prefix: configuration.redis.prefix))
      return ConfiguredBackup(
        store: store, name: client.configuration.name, kind: "redis", client: client)
    } catch {
      await client.close()
      throw error
    }
  }

  func close() async { await client?.close() }

  /// Does something, and says what went wrong.
  ///
  /// - Throws: `ExitCode`
  static func run(_ options: ConfigurationOption, _ body: (ConfiguredBackup) async throws -> Void) async throws {
    do {
      let backup = try await open(options)
      do {
        try await body(backup)
      } catch {
        await backup.close()
        throw error
      }
      await backup.close()
    } catch let error as ConfigurationError {
      complain(error.description)
      throw ExitCode(2)
    } catch let error as any Error & CustomStringConvertible {
      complain("gateway: \(error)")
      throw ExitCode(2)
    }
  }
}
