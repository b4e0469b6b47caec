import GatewayCore
import Logging
import OCPP16
import OCPPCodec

/// Brings a station's list to what it shall be.
struct LocalListSynchroniser: Sendable {
  /// What came of it.
  struct Outcome: Sendable, Equatable {
    /// The list's name.
    var list: String
    /// How many messages the station took.
    var messages = 0
    var isFull = false
    /// How many entries the list has.
    var entries = 0
    /// How many tokens it has no room for.
    var leftOut = 0
  }

  /// Why a station couldn't be brought up to date, beside a `CommandFailure`.
  enum Problem: Error, Sendable, Equatable, CustomStringConvertible {
    /// None of the lists of the configuration is for it.
    case noList
    case unsupported
    /// The station refused a full update too.
    case refused(String)

    var description: String {
      switch self {
      case .noList: "no list of handlers.local-auth is meant for the station"
      case .unsupported: "the station has no local list"
      case .refused(let status): "the station answered \(status), also to a full update"
      }
    }
  }

  private static let keys = ["SendLocalListMaxLength", "LocalAuthListMaxLength", "LocalAuthListEnabled"]

  private let gateway: GatewayServices
  private let configuration: LocalAuthConfiguration
  private let contents: LocalListContents

  init(_ gateway: GatewayServices, _ configuration: LocalAuthConfiguration, _ contents: LocalListContents) {
    self.gateway = gateway
    self.configuration = configuration
    self.contents = contents
  }

  // MARK: What it shall be

  /// The list that is meant for a station; nil if none is.
  func rule(for station: StationRecord?, id: StationID) -> LocalListRule? {
    if configuration.lists.isEmpty { return .everything }
    return configuration.lists.first { $0.match.includes(id: id, vendor: station?.vendor, model: station?.model) }
  }

  /// What a station's list shall say of an id tag; nil: it isn't in it.
  func entry(for idTag: String, of station: StationID) async throws -> LocalListEntry? {
    guard let rule = rule(for: try await gateway.store.station(station), id: station),
      let token = try await gateway.store.idToken(idTag)
    else { return nil }
    var parent: IdTokenRecord?
    if let id = token.parent { parent = try await gateway.store.idToken(id) }
    return LocalListContent.entry(of: token, parent: parent, for: rule, at: gateway.clock.milliseconds)
  }

  // MARK: Bringing it there

  /// - Parameters:
  ///   - isFull: whether the whole list is sent, whatever the station has.
  ///   - readsLimits: whether the station is asked for its limits also when they are known.
  /// - Throws: ``Problem``; `CommandFailure`; `StoreError`. What concerns the station is recorded too.
  func synchronise(_ station: StationID, isFull: Bool = false, readsLimits: Bool = false) async throws -> Outcome {
    do {
      return try await run(station, isFull: isFull, readsLimits: readsLimits)
    } catch let failure as CommandFailure where !failure.isUncertain {
      try await fail(failure.description.escapedForPeople, station)
      throw failure
    } catch let problem as Problem where problem != .unsupported && problem != .noList {
      try await fail(problem.description, station)
      throw problem
    }
  }

  private func fail(_ reason: String, _ station: StationID) async throws {
    guard try await gateway.store.localList(of: station)?.failure == nil else { return }
    try await gateway.store.recordLocalListProblem(.failed(reason), of: station, at: gateway.clock.milliseconds)
  }

  private func run(_ station: StationID, isFull: Bool, readsLimits: Bool) async throws -> Outcome {
    guard let rule = rule(for: try await gateway.store.station(station), id: station) else { throw Problem.noList }
    let known = try await gateway.store.localList(of: station)
    if known?.limits == nil || readsLimits { try await readLimits(of: station) }
    var present = try await compare(station, isFull: isFull)
    let content = try await contents.content(of: rule, gateway)
    var outcome = Outcome(list: rule.name)
    var hasFailed = false
    attempts: while true {
      let limits = LocalListLimits(
        perMessage: min(present.limits?.perMessage ?? .max, configuration.maximumPerMessage),
        entries: present.limits?.entries)
      let plan = LocalListPlan(
        content.entries, over: present.entries, version: present.version, limits: limits)
      outcome.leftOut = plan.leftOut
      outcome.entries = content.entries.count - plan.leftOut
      for message in plan.messages {
        let status = try await gateway.commands.send(message.request, to: station).status
        switch status {
        case .accepted:
          outcome.messages += 1
          outcome.isFull = outcome.isFull || message.isFull
        case .notSupported: throw Problem.unsupported
        case .failed, .versionMismatch, .unrecognized:
          // A full update puts it right (OCPP 1.6 §5.15); a second one wouldn't.
          guard !hasFailed else { throw Problem.refused(status.text.escapedForPeople) }
          hasFailed = true
          present = try await compare(station, isFull: true)
          present.version = max(present.version, message.version)
          continue attempts
        }
      }
      break
    }
    try await gateway.store.recordLocalListSynchronised(
      station, list: rule.name, revision: content.revision, leftOut: outcome.leftOut)
    log(outcome, station)
    return outcome
  }

  /// What a station has.
  private struct Present {
    /// Nil: nobody knows, or nobody wants to.
    var entries: [LocalListEntry]?
    /// The highest version it may have.
    var version: Int
    var limits: LocalListLimits?
  }

  private func compare(_ station: StationID, isFull: Bool) async throws -> Present {
    let recorded = try await gateway.store.localList(of: station)?.version ?? 0
    let told: Int
    do {
      told = try await gateway.commands.send(OCPP16.GetLocalListVersionRequest(), to: station).listVersion
    } catch CommandFailure.error(let error) where [.notSupported, .notImplemented].contains(error.code) {
      throw Problem.unsupported
    }
    guard told >= 0, let list = try await gateway.store.localList(of: station), list.state != .unsupported else {
      throw Problem.unsupported
    }
    var present = Present(version: max(recorded, told), limits: list.limits)
    // A station that was never sent a list gets a whole one: what it says of an empty list is not to be relied on.
    if !isFull, list.state == .known, list.updatedAt != nil {
      present.entries = try await gateway.store.localListEntries(of: station, after: nil, limit: .max)
    }
    return present
  }

  /// Asks a station for its limits. One that doesn't tell has none that are known.
  private func readLimits(of station: StationID) async throws {
    var limits = LocalListLimits()
    do {
      let answer = try await gateway.commands.send(OCPP16.GetConfigurationRequest(key: Self.keys), to: station)
      for setting in answer.configurationKey ?? [] {
        switch setting.key {
        case "SendLocalListMaxLength": limits.perMessage = setting.value.flatMap(Self.count)
        case "LocalAuthListMaxLength": limits.entries = setting.value.flatMap(Self.count)
        case "LocalAuthListEnabled": limits.isEnabled = setting.value.map { $0.lowercased() == "true" }
        default: break
        }
      }
    } catch let failure as CommandFailure {
      // Only an answer tells that it doesn't tell.
      guard case .error = failure else { throw failure }
    }
    try await gateway.store.recordLocalListLimits(limits, of: station)
  }

  private static func count(_ text: String) -> Int? { Int(text).flatMap { $0 > 0 ? $0 : nil } }

  private func log(_ outcome: Outcome, _ station: StationID) {
    gateway.logger.info(
      "local list up to date",
      metadata: [
        "station": "\(station)", "list": "\(outcome.list)", "entries": "\(outcome.entries)",
        "messages": "\(outcome.messages)", "full": "\(outcome.isFull)", "left_out": "\(outcome.leftOut)",
      ])
  }
}
