import CGatewayPlugin
import Glibc
import OCPPCodec

/// A library that has been loaded, with the one symbol that is asked of it.
///
/// Never unloaded: a Swift library can't be.
struct PluginLibrary: Sendable {
  /// The descriptor, as the library gives it; valid for good.
  let descriptor: LoadedDescriptor

  /// Loads a library; its initializers run.
  ///
  /// - Parameter descriptor: of a ``PluginFile``.
  /// - Throws: ``PluginError`` when it can't be loaded, or isn't a plugin for this gateway.
  init(_ descriptor: Int32) throws(PluginError) {
    let place = "/proc/self/fd/\(descriptor)"
    guard let handle = dlopen(place, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
      throw PluginError("can't be loaded: \(Self.loaderError(place))")
    }
    guard let symbol = dlsym(handle, GATEWAY_PLUGIN_ENTRY) else {
      throw PluginError(
        "is no plugin for this gateway: it doesn't export \(GATEWAY_PLUGIN_ENTRY)",
        hint: "build it with the gateway's plugin SDK or header")
    }
    let entry = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<gateway_plugin_descriptor>?).self)
    guard let address = entry() else { throw PluginError("gives no descriptor") }
    self.descriptor = try LoadedDescriptor(address)
  }

  private static func loaderError(_ place: String) -> String {
    guard let text = dlerror() else { return "the loader doesn't say why" }
    let message = String(cString: text)
    let prefix = place + ": "
    return (message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message).escapedForPeople
  }
}
