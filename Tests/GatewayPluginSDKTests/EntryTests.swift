import CGatewayPlugin
import Foundation
import GatewayPluginSDK
import GatewayToolchain
import Synchronization
import Testing

/// What a host sees of a plugin, without the test kit between.
@Suite("SDK: descriptor and threads")
struct EntryTests {
  private func descriptor<Plugin: GatewayPlugin>(_ type: Plugin.Type) -> UnsafePointer<gateway_plugin_descriptor> {
    Plugin.entry.assumingMemoryBound(to: gateway_plugin_descriptor.self)
  }

  private func text(_ bytes: gateway_plugin_bytes) -> String {
    String(decoding: UnsafeBufferPointer(start: bytes.data, count: bytes.length), as: UTF8.self)
  }

  @Test("the descriptor says what the type says, and is the same each time")
  func descriptor() {
    let pointer = descriptor(Doorkeeper.self)
    #expect(pointer == descriptor(Doorkeeper.self))
    #expect(pointer != descriptor(Counter.self))
    #expect(pointer.pointee.magic == GATEWAY_PLUGIN_MAGIC)
    #expect(pointer.pointee.struct_size == GATEWAY_PLUGIN_SIZE_DESCRIPTOR)
    #expect(text(pointer.pointee.id) == "doorkeeper")
    #expect(text(pointer.pointee.version) == "1.2.3")
    #expect(text(pointer.pointee.toolchain) == SwiftToolchain.name)
    let routes = UnsafeBufferPointer(start: pointer.pointee.routes, count: pointer.pointee.route_count)
    #expect(
      routes.map { "\(text($0.version)) \($0.direction) \(text($0.action))" } == [
        "1.6 1 Authorize", "1.6 1 DataTransfer", "1.6 2 RemoteStartTransaction", "2.0.1 1 Heartbeat",
      ])
  }

  @Test("a host with another major version is refused with the reason")
  func oldHost() throws {
    var host = RecordingHost.functions
    host.abi_major = 2
    #expect(create(&host).contains("needs a gateway with plugin ABI 1"))
    host = RecordingHost.functions
    host.struct_size = 24
    #expect(create(&host).contains("needs a gateway with plugin ABI 1"))
  }

  private func create(_ host: inout gateway_plugin_host) -> String {
    var text = [UInt8](repeating: 0, count: 200)
    var instance: UnsafeMutableRawPointer?
    return text.withUnsafeMutableBufferPointer { text in
      var error = gateway_plugin_buffer(data: text.baseAddress, capacity: text.count, length: 0)
      let descriptor = descriptor(Counter.self)
      _ = descriptor.pointee.vtable.pointee.create(descriptor, &host, gateway_plugin_bytes(), &instance, &error)
      return String(decoding: text.prefix(error.length), as: UTF8.self)
    }
  }

  @Test("a handler that doesn't wait is done when handle returns; what follows next is done when its callback returns")
  func threads() throws {
    let host = UnsafeMutablePointer<gateway_plugin_host>.allocate(capacity: 1)
    host.initialize(to: RecordingHost.functions)
    defer { host.deallocate() }
    let descriptor = descriptor(Doorkeeper.self)
    let vtable = descriptor.pointee.vtable.pointee
    var instance: UnsafeMutableRawPointer?
    var configuration = #"{"welcome": ["friend"]}"#
    let status = configuration.withUTF8 {
      vtable.create(descriptor, host, gateway_plugin_bytes(data: $0.baseAddress, length: $0.count), &instance, nil)
    }
    #expect(status == 0)
    defer { vtable.destroy(instance) }

    handle(vtable, instance, 1, #"{"idTag":"friend"}"#)
    #expect(RecordingHost.completed.withLock { $0[1] } == #"3 {"idTagInfo":{"status":"Accepted"}}"#)

    handle(vtable, instance, 2, #"{"idTag":"block"}"#)
    #expect(RecordingHost.completed.withLock { $0[2] } == nil)
    // The answer comes on a thread of the host's, and the handler goes on there.
    let thread = Thread { RecordingHost.answer(#"{"idTagInfo":{"status":"Accepted"}}"#) }
    thread.start()
    RecordingHost.answered.wait()
    #expect(RecordingHost.completed.withLock { $0[2] } == #"3 {"idTagInfo":{"status":"Blocked"}}"#)

    // Passed on unchanged: not written anew.
    handle(vtable, instance, 3, #"{"idTag":"other"}"#)
    RecordingHost.answer(#"{"idTagInfo":{"status":"Invalid"}}"#)
    RecordingHost.answered.wait()
    #expect(RecordingHost.completed.withLock { $0[3] } == "1 ")
  }

  private func handle(
    _ vtable: gateway_plugin_vtable,
    _ instance: UnsafeMutableRawPointer?,
    _ call: gateway_plugin_call,
    _ payload: String
  ) {
    func bytes(_ text: StaticString) -> gateway_plugin_bytes {
      gateway_plugin_bytes(data: text.utf8Start, length: text.utf8CodeUnitCount)
    }
    var payload = payload
    payload.withUTF8 { payload in
      var message = gateway_plugin_message()
      message.struct_size = GATEWAY_PLUGIN_SIZE_MESSAGE
      message.direction = Int32(GATEWAY_PLUGIN_FROM_STATION)
      message.version = bytes("1.6")
      message.station_id = bytes("CP-1")
      message.action = bytes("Authorize")
      message.payload = gateway_plugin_bytes(data: payload.baseAddress, length: payload.count)
      #expect(vtable.handle(instance, call, &message) == 0)
    }
  }
}

/// A host that keeps what it is told.
private enum RecordingHost {
  struct Done: @unchecked Sendable {
    let function: gateway_plugin_reply_handler
    let context: UnsafeMutableRawPointer?
  }

  static let completed = Mutex<[gateway_plugin_call: String]>([:])
  static let waiting = Mutex<Done?>(nil)
  static let answered = DispatchSemaphore(value: 0)

  static var functions: gateway_plugin_host {
    gateway_plugin_host(
      struct_size: GATEWAY_PLUGIN_SIZE_HOST, abi_major: 1, abi_minor: 0, reserved: 0, context: nil,
      log: { _, _, _, _, _ in }, metric: { _, _, _, _, _ in },
      complete: { _, call, reply in
        guard let reply else { return -1 }
        let payload = reply.pointee.payload
        let text = String(decoding: UnsafeBufferPointer(start: payload.data, count: payload.length), as: UTF8.self)
        RecordingHost.completed.withLock { $0[call] = "\(reply.pointee.kind) \(text)" }
        return 0
      },
      next: { _, _, _, done, context in
        RecordingHost.waiting.withLock { $0 = done.map { Done(function: $0, context: context) } }
        return 0
      },
      state_get: { _, _, _, _, _ in -5 }, state_put: { _, _, _, _, _, _, _, _ in -5 },
      send: { _, _, _, _, _, _, _, _, _, _ in -5 }, get_extension: { _, _ in nil })
  }

  /// Answers the one that waits for `next`.
  static func answer(_ payload: String) {
    let done = waiting.withLock { waiting in
      defer { waiting = nil }
      return waiting
    }
    var payload = payload
    payload.withUTF8 { payload in
      var reply = gateway_plugin_reply()
      reply.struct_size = GATEWAY_PLUGIN_SIZE_REPLY
      reply.kind = Int32(GATEWAY_PLUGIN_REPLY_RESULT)
      reply.payload = gateway_plugin_bytes(data: payload.baseAddress, length: payload.count)
      done?.function(done?.context, 0, &reply)
    }
    answered.signal()
  }
}
