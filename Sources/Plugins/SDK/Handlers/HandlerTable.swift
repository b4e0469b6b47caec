import CGatewayPlugin
import Glibc

/// The handlers of an instance, found by what a message says of itself.
public struct HandlerTable: Sendable {
  struct Entry: Sendable {
    let version: OCPPVersion
    let direction: CallDirection
    /// Empty for all.
    let action: [UInt8]
    let link: HandlerLink
  }

  // Those for all actions come last. A plugin has a handful: they are compared one by one.
  private var entries: [Entry] = []

  init(_ handlers: some PluginHandlers) {
    handlers.add(to: &self)
  }

  mutating func add(_ route: HandlerRoute, _ link: @escaping HandlerLink) {
    let action = route.action == "*" ? [] : Array(route.action.utf8)
    let entry = Entry(version: route.version, direction: route.direction, action: action, link: link)
    let general = entries.firstIndex { $0.action.isEmpty } ?? entries.endIndex
    entries.insert(entry, at: action.isEmpty ? entries.endIndex : general)
  }

  func entry(for message: UnsafePointer<gateway_plugin_message>) -> Entry? {
    let version = message.pointee.version.buffer
    let action = message.pointee.action.buffer
    let direction = message.pointee.direction
    for entry in entries where entry.direction.rawValue == direction {
      guard entry.action.isEmpty || equal(entry.action, action) else { continue }
      if entry.version.rawValue.utf8.elementsEqual(version) { return entry }
    }
    return nil
  }

  private func equal(_ bytes: [UInt8], _ others: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count == others.count, let start = others.baseAddress else { return false }
    return memcmp(bytes, start, bytes.count) == 0
  }
}
