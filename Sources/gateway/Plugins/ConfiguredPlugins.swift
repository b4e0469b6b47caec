import GatewayConfig
import GatewayCore
import GatewayPluginHost
import OCPPCodec

/// The plugins of a configuration, looked at in processes of their own, and not started yet.
struct ConfiguredPlugins {
  private(set) var plugins: [HostedPlugin] = []
  /// What chains can name.
  private(set) var handlers: [any Handler] = []
  /// The ids of those that can't be used; why, has been reported.
  private(set) var unusable: Set<String> = []

  /// - Parameters:
  ///   - configuration: whose plugins.
  ///   - check: takes what is wrong.
  ///   - executable: this program.
  init(
    _ configuration: GatewayConfiguration, reportingTo check: ConfigurationCheck, executable: String = "/proc/self/exe"
  ) {
    for plugin in configuration.plugins {
      do throws(PluginError) {
        guard let hosted = try Self.load(plugin, check, executable) else {
          unusable.insert(plugin.id.value)
          continue
        }
        plugins.append(hosted)
        add(hosted, plugin)
      } catch {
        unusable.insert(plugin.id.value)
        check.report(
          .error, at: plugin.library.location, "plugin '\(plugin.id.value)' \(error.message)", hint: error.hint)
      }
    }
  }

  /// - Returns: nil when its configuration isn't as its schema says, which has been reported.
  private static func load(
    _ plugin: GatewayConfiguration.Plugin, _ check: ConfigurationCheck, _ executable: String
  ) throws(PluginError) -> HostedPlugin? {
    let file: PluginFile
    do throws(PluginError) {
      file = try PluginFile(plugin.library.value, pin: plugin.sha256)
    } catch {
      // The messages of the file name it; those of what is in it continue the plugin's name.
      throw PluginError("can't be used: \(error.message)", hint: error.hint)
    }
    let probe = try PluginProbe(file, executable: executable)
    var reader = PluginConfigurationReader(check: check, plugin: plugin.id.value)
    let configuration = try reader.read(plugin, schema: probe.descriptor.configurationSchema)
    guard !reader.hasProblems else { return nil }
    let hosted = try HostedPlugin(
      PluginOptions(plugin, configuration: configuration.json), file: file, descriptor: probe.descriptor)
    try probe.check(configuration.json)
    return hosted
  }

  private mutating func add(_ hosted: HostedPlugin, _ plugin: GatewayConfiguration.Plugin) {
    let name = plugin.id.value
    handlers.append(PluginHandler(hosted, policy: FailurePolicy(plugin.onFailure), name: name))
    for policy in GatewayConfiguration.Plugin.FailurePolicy.allCases {
      handlers.append(
        PluginHandler(hosted, policy: FailurePolicy(policy), name: Self.name(of: name, policy)))
    }
  }

  /// The name of the handler that stands for an entry of a chain, as `gateway check` prints it.
  static func name(of plugin: String, _ policy: GatewayConfiguration.Plugin.FailurePolicy?) -> String {
    policy.map { "\(plugin) (on failure: \($0.rawValue))" } ?? plugin
  }
}

extension PluginOptions {
  init(_ plugin: GatewayConfiguration.Plugin, configuration: RawJSON) {
    self.init(
      id: plugin.id.value, isolation: plugin.isolation == .process ? .process : .inProcess,
      configuration: configuration, deadline: plugin.deadline, queueSize: plugin.queueSize, threads: plugin.threads,
      memoryLimit: plugin.memoryLimit, failureLimit: plugin.failureLimit, pause: plugin.pause)
  }
}

extension FailurePolicy {
  init(_ policy: GatewayConfiguration.Plugin.FailurePolicy) {
    switch policy {
    case .pass: self = .pass
    case .reject: self = .reject
    case .fail: self = .fail
    }
  }
}
