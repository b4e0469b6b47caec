import CGatewayPlugin
import Foundation
import PythonSupport
import Testing

/// The header's own assertions see to C; these see that Swift lays the structs out the same way.
@Suite("plugin header")
struct PluginHeaderTests {
  @Test("Swift sees the sizes that the header promises")
  func sizes() {
    #expect(MemoryLayout<gateway_plugin_bytes>.size == 16)
    #expect(MemoryLayout<gateway_plugin_buffer>.size == 24)
    #expect(MemoryLayout<gateway_plugin_message>.size == Int(GATEWAY_PLUGIN_SIZE_MESSAGE))
    #expect(MemoryLayout<gateway_plugin_reply>.size == Int(GATEWAY_PLUGIN_SIZE_REPLY))
    #expect(MemoryLayout<gateway_plugin_host>.size == Int(GATEWAY_PLUGIN_SIZE_HOST))
    #expect(MemoryLayout<gateway_plugin_vtable>.size == Int(GATEWAY_PLUGIN_SIZE_VTABLE))
    #expect(MemoryLayout<gateway_plugin_route>.size == Int(GATEWAY_PLUGIN_SIZE_ROUTE))
    #expect(MemoryLayout<gateway_plugin_descriptor>.size == Int(GATEWAY_PLUGIN_SIZE_DESCRIPTOR))
  }

  @Test("members are where version 1.0 has them")
  func offsets() {
    #expect(MemoryLayout<gateway_plugin_message>.offset(of: \.direction) == 4)
    #expect(MemoryLayout<gateway_plugin_message>.offset(of: \.version) == 8)
    #expect(MemoryLayout<gateway_plugin_message>.offset(of: \.station_id) == 24)
    #expect(MemoryLayout<gateway_plugin_message>.offset(of: \.action) == 40)
    #expect(MemoryLayout<gateway_plugin_message>.offset(of: \.message_id) == 56)
    #expect(MemoryLayout<gateway_plugin_message>.offset(of: \.payload) == 72)
    #expect(MemoryLayout<gateway_plugin_message>.offset(of: \.connection_epoch) == 88)
    #expect(MemoryLayout<gateway_plugin_message>.offset(of: \.attempt) == 96)
    #expect(MemoryLayout<gateway_plugin_message>.offset(of: \.received_unix_us) == 104)
    #expect(MemoryLayout<gateway_plugin_message>.offset(of: \.deadline_monotonic_ns) == 112)
    #expect(MemoryLayout<gateway_plugin_reply>.offset(of: \.kind) == 4)
    #expect(MemoryLayout<gateway_plugin_reply>.offset(of: \.payload) == 8)
    #expect(MemoryLayout<gateway_plugin_reply>.offset(of: \.error_code) == 24)
    #expect(MemoryLayout<gateway_plugin_reply>.offset(of: \.description) == 40)
    #expect(MemoryLayout<gateway_plugin_reply>.offset(of: \.details) == 56)
    #expect(MemoryLayout<gateway_plugin_host>.offset(of: \.context) == 16)
    #expect(MemoryLayout<gateway_plugin_host>.offset(of: \.log) == 24)
    #expect(MemoryLayout<gateway_plugin_host>.offset(of: \.metric) == 32)
    #expect(MemoryLayout<gateway_plugin_host>.offset(of: \.complete) == 40)
    #expect(MemoryLayout<gateway_plugin_host>.offset(of: \.next) == 48)
    #expect(MemoryLayout<gateway_plugin_host>.offset(of: \.state_get) == 56)
    #expect(MemoryLayout<gateway_plugin_host>.offset(of: \.state_put) == 64)
    #expect(MemoryLayout<gateway_plugin_host>.offset(of: \.send) == 72)
    #expect(MemoryLayout<gateway_plugin_host>.offset(of: \.get_extension) == 80)
    #expect(MemoryLayout<gateway_plugin_vtable>.offset(of: \.create) == 8)
    #expect(MemoryLayout<gateway_plugin_vtable>.offset(of: \.handle) == 16)
    #expect(MemoryLayout<gateway_plugin_vtable>.offset(of: \.cancel) == 24)
    #expect(MemoryLayout<gateway_plugin_vtable>.offset(of: \.stop) == 32)
    #expect(MemoryLayout<gateway_plugin_vtable>.offset(of: \.destroy) == 40)
    #expect(MemoryLayout<gateway_plugin_vtable>.offset(of: \.get_extension) == 48)
    #expect(MemoryLayout<gateway_plugin_descriptor>.offset(of: \.magic) == 4)
    #expect(MemoryLayout<gateway_plugin_descriptor>.offset(of: \.id) == 16)
    #expect(MemoryLayout<gateway_plugin_descriptor>.offset(of: \.configuration_schema) == 64)
    #expect(MemoryLayout<gateway_plugin_descriptor>.offset(of: \.routes) == 80)
    #expect(MemoryLayout<gateway_plugin_descriptor>.offset(of: \.vtable) == 96)
  }

  @Test(
    "the header is C11 and C++, without a warning",
    arguments: [
      ["cc", "-x", "c", "-std=c11"], ["c++", "-x", "c++", "-std=c++11"], ["c++", "-x", "c++", "-std=c++20"],
    ])
  func compiles(_ compiler: [String]) async throws {
    let header = PackageFolder.root().appending(components: "Sources", "Plugins", "ABI", "gateway_plugin.h")
    let child = try await ChildProcess.run(
      URL(filePath: "/usr/bin/env"),
      compiler + ["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only", "-include", header.path, "-"])
    #expect(child.status == 0, "\(child.errors)")
  }
}
