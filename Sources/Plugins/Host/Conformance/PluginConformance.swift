import GatewayCore
package import OCPPCodec
import Synchronization

/// What every plugin must do, tried on one: in a process of its own, with the smallest messages there are.
package struct PluginConformance: Sendable {
  /// What was tried, and what came of it.
  package struct Finding: Sendable {
    package let rule: String
    /// What went wrong; nil if nothing.
    package let problem: String?
  }

  private static let stopLimit = Duration.seconds(5)

  private let file: PluginFile
  private let descriptor: PluginDescriptor
  private let configuration: RawJSON
  private let environment: PluginEnvironment

  package init(
    _ file: PluginFile, _ descriptor: PluginDescriptor, configuration: RawJSON, environment: PluginEnvironment
  ) {
    self.file = file
    self.descriptor = descriptor
    self.configuration = configuration
    self.environment = environment
  }

  /// Tries everything.
  ///
  /// - Parameter tell: takes each finding as soon as there is one.
  package func run(_ tell: (Finding) -> Void) async {
    tell(await probe("makes an instance and destroys it", configuration, mayRefuse: false))
    for (name, text) in Self.strangeConfigurations {
      guard let strange = RawJSON(text: text) else { continue }
      tell(await probe("survives a configuration that is \(name)", strange, mayRefuse: true))
    }
    let options = PluginOptions(id: "check", isolation: .process, configuration: configuration, failureLimit: .max)
    let plugin: HostedPlugin
    do throws(PluginError) {
      plugin = try HostedPlugin(options, file: file, descriptor: descriptor)
    } catch {
      return tell(Finding(rule: "is a plugin for this gateway", problem: error.description))
    }
    let watch = DeadlineWatch()
    watch.start([plugin])
    await withDiscardingTaskGroup { group in
      group.addTask { [environment] in try? await environment.services.background.run() }
      await run(plugin, watch, tell)
      group.cancelAll()
    }
    watch.end()
  }

  private func run(
    _ plugin: HostedPlugin, _ watch: DeadlineWatch, _ tell: (Finding) -> Void
  ) async {
    do {
      try await plugin.start(environment, watch: watch)
    } catch {
      return tell(Finding(rule: "starts", problem: "\(error)"))
    }
    for route in descriptor.routes.sorted(by: Self.isBefore) {
      for finding in await messages(plugin, route) { tell(finding) }
    }
    let isInTime = await plugin.stop(deadline: monotonicNanoseconds() + Self.stopLimit.wholeNanoseconds)
    tell(Finding(rule: "stops in time", problem: isInTime ? nil : "it was still there after \(Self.stopLimit)"))
  }

  // MARK: Configurations

  private static let strangeConfigurations = [
    ("empty", "{}"), ("full of unknown keys", #"{"":null,"a":{"b":[1,2,{"c":"\u0000"}]}}"#),
    ("no object", #"["config"]"#),
    ("deeply nested", String(repeating: "[", count: 60) + String(repeating: "]", count: 60)),
  ]

  private func probe(_ rule: String, _ configuration: RawJSON, mayRefuse: Bool) async -> Finding {
    let done = OneShot<String>()
    OwnThread.run("plugin-probe") { [file, environment] in
      do throws(PluginError) {
        try PluginProbe(file, executable: environment.executable).check(configuration)
        done.fulfil(nil)
      } catch {
        done.fulfil(mayRefuse && !error.isMisconduct ? nil : error.description)
      }
    }
    return Finding(rule: rule, problem: await done.value())
  }

  // MARK: Messages

  private static func isBefore(_ left: Route, _ right: Route) -> Bool {
    (left.version.rawValue, left.direction.rawValue, left.action)
      < (right.version.rawValue, right.direction.rawValue, right.action)
  }

  private func messages(_ plugin: HostedPlugin, _ route: Route) async -> [Finding] {
    let action = MessageCatalog.of(route.version).actions[route.action]
    let name = "\(action.name) \(route.direction == .inbound ? "from" : "to") stations (OCPP \(route.version.rawValue))"
    guard let request = MinimalMessage.make(action.request), let response = MinimalMessage.make(action.response) else {
      return [Finding(rule: "completes \(name)", problem: "the gateway can't make such a message")]
    }
    let before = plugin.complaints.load(ordering: .relaxed)
    let one = await problem(plugin, route, request, response, station: "CHECK")
    let many = await withTaskGroup(of: String?.self) { group in
      for number in 0..<32 {
        group.addTask { await problem(plugin, route, request, response, station: "CHECK-\(number)") }
      }
      return await group.reduce(nil) { $0 ?? $1 }
    }
    let complaints = plugin.complaints.load(ordering: .relaxed) - before
    return [
      Finding(rule: "completes \(name)", problem: one),
      Finding(rule: "completes 32 at a time", problem: many),
      Finding(
        rule: "completes each once",
        problem: complaints == 0 ? nil : "\(complaints) times it completed, or called next, once too often"),
    ]
  }

  /// - Returns: how the plugin failed; nil when it didn't.
  private func problem(
    _ plugin: HostedPlugin, _ route: Route, _ request: any OCPPMessage, _ response: any OCPPMessage, station: String
  ) async -> String? {
    guard let id = StationID(station) else { return nil }
    let services = environment.services
    // Not in the registry, so that no command reaches it.
    let session = Session(
      station: id, epoch: 1, version: route.version, remoteAddress: "-", connectedAt: services.clock.milliseconds,
      connection: NoConnection(), recentReplies: RecentReplies())
    let call = Call(
      action: MessageCatalog.of(route.version).actions[route.action], direction: route.direction, message: request,
      id: MessageID.make(), receivedAt: services.clock.milliseconds)
    let failure = Mutex<String?>(nil)
    let chain = Chain(
      names: ["check"],
      links: [
        { call, context, next in
          if case .failed(let reason) = try await plugin.outcome(call, context, next) {
            failure.withLock { $0 = reason.text }
          }
          return response
        }
      ])
    do {
      _ = try await chain(call, CallContext(session: session, services: services)) { _, _, _ in response }
    } catch {
      return "\(error)"
    }
    return failure.withLock { $0 }
  }
}

/// A connection to no station.
private final class NoConnection: StationConnection {
  func send(_ frame: [UInt8]) {}

  func close(_ reason: ConnectionCloseReason) {}
}
