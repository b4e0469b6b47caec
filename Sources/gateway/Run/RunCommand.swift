import ArgumentParser
import GatewayAPI
import GatewayConfig
import GatewayConformance
import GatewayCore
import GatewayEdge
import GatewayPluginHost
import Glibc
import Logging
import NIOCore

/// `gateway run`
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Serve charging stations and the REST interface.",
    discussion: """
      Serves until SIGTERM or SIGINT, then lets what is under way finish and closes the connections.

      EXAMPLES:
        gateway run
        gateway run --config site.yaml
        gateway run --role edge --config site.yaml
        GATEWAY_OCPP_LISTEN=0.0.0.0:9100 HTTP_PORT=8090 gateway run
      """)

  @OptionGroup var options: ConfigurationOption

  @Option(
    help: """
      What this process does: all, edge, processor, api, or several, such as edge,processor. Less than all needs a store \
      that is shared: store.redis.
      """)
  var role: Roles = .all

  func run() async throws {
    let assembly = try options.assembly()
    for warning in assembly.warnings { complain(warning.description) }
    OpenFiles.raiseLimit()
    let configuration = assembly.configuration
    guard role == .all || configuration.store.usesRedis else {
      throw ValidationError("--role \(role.text) needs a store that processes share: set store: { redis: {} }")
    }
    let logger = Self.logger(configuration)
    do {
      let gateway = try await Gateway(assembly, file: options.path, roles: role.set, logger: logger) { _ in }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await gateway.run() }
        // Ends by itself; when listening fails, so does the gateway, and says why.
        group.addTask {
          guard let ports = try? await gateway.edge?.ports else { return }
          Self.greet(configuration, ports)
        }
        try await group.waitForAll()
      }
    } catch let error as StoreError {
      complain("gateway: \(error)")
      throw ExitCode(2)
    } catch let error as PluginError {
      complain("gateway: \(error)")
      throw ExitCode(2)
    } catch let error as any CustomStringConvertible & Error {
      complain("gateway: \(error)")
      throw ExitCode(error is IOError || error is TraceProblem ? 2 : 70)
    }
  }

  private static func logger(_ configuration: GatewayConfiguration) -> Logger {
    let isTerminal = isatty(STDERR_FILENO) != 0
    let isText =
      switch configuration.log.format {
      case .text: true
      case .json: false
      case .auto: isTerminal
      }
    let level = Logger.Level(rawValue: configuration.log.level.rawValue) ?? .info
    var logger = Logger(label: "gateway") { label -> any LogHandler in
      isText ? TextLogHandler(level: level, isColored: isTerminal) : JSONLogHandler(label: label, level: level)
    }
    logger[metadataKey: "gateway"] = "\(configuration.id)"
    return logger
  }

  private static func greet(_ configuration: GatewayConfiguration, _ ports: ListeningPorts) {
    let addresses = [ports.plaintext.map { "ws://localhost:\($0)" }, ports.tls.map { "wss://localhost:\($0)" }]
    let stations = addresses.compactMap(\.self).map { "\($0)\(configuration.ocpp.path)/{station id}" }
    let listen = configuration.http.listen
    let host = listen.host == "0.0.0.0" ? "localhost" : listen.host
    print(
      """
      The gateway is serving.
        stations   \(stations.joined(separator: " or "))
        operators  http://\(host):\(listen.port)
      Try next, in another terminal:
        curl http://\(host):\(listen.port)/health
      """)
    fflush(nil)
  }
}
