import GatewayCore
import Logging
import OCPPCodec

extension HostedPlugin {
  func send(_ command: PluginCommand, operation: UInt64?, call: UInt64) -> PluginStatus {
    guard let running, StationID(command.station) != nil else { return .argument }
    var depth = 0
    if call != 0 {
      guard let open = openCall(call) else { return .state }
      depth = open.depth
      guard depth < CommandDepth.maximum else {
        running.logger.warning("the plugin answers its own commands with commands; this one is not sent")
        return .state
      }
      if command.isAfterReply { return open.keep(command, operation: operation) }
      guard open.session.station.text != command.station else { return .sameStation }
    }
    return deliver(command, operation, depth: depth, running) ? .ok : .busy
  }

  /// Sends a command and tells the plugin the answer, if it wants to hear it.
  ///
  /// - Returns: false when too much is under way.
  @discardableResult
  func deliver(_ command: PluginCommand, _ operation: UInt64?, depth: Int, _ running: RunningPlugin) -> Bool {
    let isTaken = submit(running) {
      let reply = await CommandDepth.$current.withValue(depth + 1) { await Self.reply(to: command, running) }
      if let operation { running.runner.finish(operation, reply) }
    }
    if !isTaken, command.isAfterReply, let operation {
      running.runner.finish(operation, .failure(.busy, "too much is under way"))
    }
    return isTaken
  }

  private static func reply(to command: PluginCommand, _ running: RunningPlugin) async -> PluginReply {
    let services = running.services
    guard let station = StationID(command.station), let session = services.sessions.session(of: station) else {
      return PluginReply(CommandFailure.offline)
    }
    guard command.version.isEmpty || command.version == session.version.rawValue else {
      return .failure(.unsupported, "the station speaks OCPP \(session.version.rawValue)")
    }
    guard let text = String(validating: command.payload, as: UTF8.self), let payload = RawJSON(text: text) else {
      return .failure(.argument, "the payload is no JSON")
    }
    let timeout: Duration? =
      command.timeoutMilliseconds == 0 ? nil : .milliseconds(Int64(command.timeoutMilliseconds))
    do {
      let answer = try await services.commands.send(command.action, payload: payload, to: station, timeout: timeout)
      return .result(answer.jsonBytes)
    } catch {
      return PluginReply(.failure(error))
    }
  }
}
