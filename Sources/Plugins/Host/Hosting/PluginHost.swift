import GatewayCore
import Logging
import ServiceLifecycle

/// All plugins of this process.
package final class PluginHost: Service {
  /// How long plugins may take to finish what they have when the gateway ends.
  private static let stopLimit = Duration.seconds(5)

  /// In the order of the configuration.
  package let plugins: [HostedPlugin]

  private let watch = DeadlineWatch()

  package init(_ plugins: [HostedPlugin]) {
    self.plugins = plugins
  }

  /// Starts all plugins; to be called once, before any CALL is handled.
  ///
  /// - Throws: ``PluginError``, named after the plugin, when one can't be started; those before it have been stopped.
  package func start(_ environment: PluginEnvironment) async throws {
    guard !plugins.isEmpty else { return }
    watch.start(plugins)
    environment.services.sessions.observeEnds { [weak self] session in
      for plugin in self?.plugins ?? [] { plugin.departed(session) }
    }
    for plugin in plugins {
      do {
        try await plugin.start(environment, watch: watch)
      } catch {
        await stop()
        let reason = (error as? PluginError)?.description ?? "\(error)"
        throw PluginError("plugin '\(plugin.options.id)' \(reason)")
      }
    }
  }

  /// Ends the plugins when the gateway ends.
  package func run() async throws {
    // Throws when the task is cancelled, which is an end too.
    try? await gracefulShutdown()
    // A task of its own, since plugins may have their time also when this one is cancelled.
    await Task { await self.stop() }.value
  }

  /// Stops them all.
  package func stop() async {
    let deadline = monotonicNanoseconds() + Self.stopLimit.wholeNanoseconds
    await withDiscardingTaskGroup { group in
      for plugin in plugins {
        group.addTask {
          guard await !plugin.stop(deadline: deadline) else { return }
          plugin.running?.logger.warning("the plugin didn't stop in time")
        }
      }
    }
    watch.end()
  }
}
