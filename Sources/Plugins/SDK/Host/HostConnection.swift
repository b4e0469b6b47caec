import CGatewayPlugin
import Synchronization

/// The host's functions, for as long as they may be called.
final class HostConnection: Sendable {
  /// The host lacks functions of version 1.
  struct TooOld: Error, CustomStringConvertible {
    let description: String
  }

  // Valid until `destroy` returns, which `close` waits for.
  private nonisolated(unsafe) let host: UnsafePointer<gateway_plugin_host>
  private let users = Atomic<Int>(0)
  private let isClosed = Atomic<Bool>(false)

  init(_ host: UnsafePointer<gateway_plugin_host>) throws {
    guard host.pointee.struct_size >= UInt32(GATEWAY_PLUGIN_SIZE_HOST),
      host.pointee.abi_major == GATEWAY_PLUGIN_ABI_MAJOR
    else {
      throw TooOld(
        description: "the plugin needs a gateway with plugin ABI \(GATEWAY_PLUGIN_ABI_MAJOR), "
          + "this one has \(host.pointee.abi_major).\(host.pointee.abi_minor)")
    }
    self.host = host
  }

  /// Calls a function of the host.
  ///
  /// - Returns: nil when the host is gone.
  func withHost<Result>(_ body: (UnsafePointer<gateway_plugin_host>) -> Result) -> Result? {
    users.add(1, ordering: .sequentiallyConsistent)
    defer { users.subtract(1, ordering: .sequentiallyConsistent) }
    guard !isClosed.load(ordering: .sequentiallyConsistent) else { return nil }
    return body(host)
  }

  /// Ends the use of the host: for when background work outlives the instance.
  func close() {
    isClosed.store(true, ordering: .sequentiallyConsistent)
    // The host's functions don't block.
    while users.load(ordering: .sequentiallyConsistent) > 0 { PluginExecutor.yieldThread() }
  }
}
