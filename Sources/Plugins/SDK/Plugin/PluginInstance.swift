import CGatewayPlugin
import Synchronization

/// A plugin that was made, with the CALLs it is handling.
final class PluginInstance: Sendable {
  private let connection: HostConnection
  private let table: HandlerTable
  private let background = Mutex<Task<Void, Never>?>(nil)
  private let waiting = Mutex(WaitingCalls())

  init<Plugin: GatewayPlugin>(_ plugin: Plugin, _ connection: HostConnection) {
    self.connection = connection
    table = HandlerTable(plugin.handlers)
    if let plugin = plugin as? any BackgroundPlugin { start(plugin) }
  }

  static func of(_ instance: UnsafeMutableRawPointer) -> PluginInstance {
    Unmanaged<PluginInstance>.fromOpaque(instance).takeUnretainedValue()
  }

  func handle(_ number: gateway_plugin_call, _ message: UnsafePointer<gateway_plugin_message>) -> gateway_plugin_status
  {
    guard let entry = table.entry(for: message) else {
      // A handler that this configuration leaves out.
      return connection.next(number)
    }
    let call = PluginCall(number, message, entry, connection)
    PluginExecutor.shared.run {
      let task = Task.immediate(executorPreference: PluginExecutor.shared) { [self] in
        await call.run(entry.link)
        finished(call)
      }
      wait(for: call, task)
    }
    return Status.ok
  }

  func cancel(_ number: gateway_plugin_call) {
    waiting.withLock { $0.cancel(number) }?.cancel()
  }

  func stop() {
    background.withLock { $0?.cancel() }
  }

  func destroy() {
    stop()
    connection.close()
  }

  private func wait(for call: PluginCall, _ task: Task<Void, Never>) {
    guard call.suspend(task) else { return }
    if waiting.withLock({ $0.add(call) }) { call.cancel() }
    // It may have finished meanwhile, on another thread.
    if call.isFinished { forget(call) }
  }

  private func finished(_ call: PluginCall) {
    if call.finish() { forget(call) }
  }

  private func forget(_ call: PluginCall) {
    waiting.withLock { $0.remove(call) }
  }

  private func start(_ plugin: any BackgroundPlugin) {
    let gateway = Gateway(connection)
    // Owned by the instance: cancelled by stop and destroy.
    let task = Task(executorPreference: PluginExecutor.shared) {
      do {
        try await plugin.run(gateway)
      } catch is CancellationError {
      } catch {
        gateway.log.error("the plugin's background work ended", ["error": "\(error)"])
      }
    }
    background.withLock { $0 = task }
  }
}
