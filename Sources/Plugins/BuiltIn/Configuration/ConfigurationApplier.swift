import GatewayCore
import Logging
import OCPP16
import OCPPCodec
import Synchronization

/// Gives stations what they shall have: asks what they have, and changes what differs. An operation each.
final class ConfigurationApplier: Sendable {
  static let kind = "ApplyConfiguration"

  private enum Progress {
    case underWay
    /// Somebody asked again meanwhile.
    case again
  }

  private let options: StationOptions<ConfigurationOptions>
  private let progress = Mutex<[StationID: Progress]>([:])

  init(options: StationOptions<ConfigurationOptions>) {
    self.options = options
  }

  func options(of station: StationID, _ gateway: GatewayServices) async throws -> ConfigurationOptions {
    if let session = gateway.sessions.session(of: station) { return options.of(session) }
    let record = try await gateway.store.station(station)
    return options.of(rule: gateway.chains.rule(for: station, type: StationType(record)))
  }

  /// Begins in the background, unless it is under way; then it is done again afterwards.
  ///
  /// - Returns: the operation; nil when there is nothing to wish for, or it is under way.
  /// - Throws: ``StoreError``
  func begin(_ station: StationID, reason: String, _ gateway: GatewayServices) async throws -> OperationRecord? {
    let plan = try await SettingsPlan(of: station, options: try await options(of: station, gateway), gateway.store)
    guard !plan.isEmpty, claim(station) else { return nil }
    do {
      let operation = try await gateway.operations.create(Self.kind, of: station, reason: reason)
      if !gateway.background.submit({ await self.run(operation, gateway) }) {
        _ = release(station)
        return try await gateway.operations.advance(
          operation.id, to: .failed, reason: "too much is under way; try again later")
      }
      return operation
    } catch {
      _ = release(station)
      throw error
    }
  }

  private func claim(_ station: StationID) -> Bool {
    progress.withLock { progress in
      let isFree = progress[station] == nil
      progress[station] = isFree ? .underWay : .again
      return isFree
    }
  }

  /// - Returns: whether somebody asked again meanwhile.
  private func release(_ station: StationID) -> Bool {
    progress.withLock { $0.removeValue(forKey: station) } == .again
  }

  private func run(_ operation: OperationRecord, _ gateway: GatewayServices) async {
    do {
      try await apply(operation, gateway)
    } catch {
      gateway.logger.warning(
        "configuration not applied", metadata: ["station": "\(operation.station)", "error": "\(error)"])
    }
    guard release(operation.station) else { return }
    do {
      _ = try await begin(operation.station, reason: "changed meanwhile", gateway)
    } catch {
      gateway.logger.error(
        "configuration not applied again", metadata: ["station": "\(operation.station)", "error": "\(error)"])
    }
  }

  private func apply(_ operation: OperationRecord, _ gateway: GatewayServices) async throws {
    let station = operation.station
    let operations = gateway.operations
    var outcomes: [(name: String, value: APIValue)] = []
    var refused: [String] = []
    try await operations.advance(operation.id, to: .sent)
    do {
      // The recorder keeps the answer.
      _ = try await gateway.commands.send(OCPP16.GetConfigurationRequest(), to: station)
      let plan = try await SettingsPlan(of: station, options: try await options(of: station, gateway), gateway.store)
      for (key, value) in plan.changes {
        let response = try await gateway.commands.send(
          OCPP16.ChangeConfigurationRequest(key: key, value: value), to: station)
        outcomes.append((name: key, value: .text(response.status.text)))
        if response.status != .accepted, response.status != .rebootRequired {
          refused.append("\(key): \(response.status.text)")
        }
      }
      try await operations.advance(
        operation.id, to: refused.isEmpty ? .succeeded : .failed,
        reason: refused.isEmpty
          ? "\(outcomes.count) changed" : "the station refused " + refused.joined(separator: ", ").escapedForPeople,
        details: ["outcomes": .object(outcomes)])
    } catch let failure as CommandFailure {
      try await operations.advance(
        operation.id, to: failure.isUncertain ? .uncertain : .failed, reason: failure.description.escapedForPeople,
        details: ["outcomes": .object(outcomes)])
    } catch is CancellationError {
      try await operations.advance(operation.id, to: .uncertain, reason: "the gateway was shutting down")
    }
  }
}
