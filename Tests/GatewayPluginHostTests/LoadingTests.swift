import Foundation
import GatewayPluginHost
import OCPPCodec
import Testing

@Suite("Loading plugins")
struct LoadingTests {
  @Test(
    "what isn't a plugin for this gateway is refused with the reason",
    arguments: [
      (["MAJOR=2"], "was built for version 2 of the plugin ABI"),
      (["MAJOR=0"], "was built for version 0 of the plugin ABI"),
      (["SIZE=64"], "gives a descriptor of 64 bytes"),
      (["MAGIC=7"], "its magic is 7"),
      (["ENTRY=other_name"], "doesn't export gateway_plugin_descriptor_v1"),
      (["CRASH"], "crashed while it was loaded: its process was ended by SIGSEGV"),
      (["HANG"], "hung while it was loaded"),
    ])
  func refused(_ defines: [String], _ reason: String) throws {
    let library = try FaultPlugin.library(defines[0])
    let error = #expect(throws: PluginError.self) { try FaultPlugin.probe(library, within: .seconds(1)) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test("a newer minor version is taken")
  func larger() throws {
    #expect(try FaultPlugin.probe(try FaultPlugin.library("SIZE=4096")).descriptor.id == "fault")
  }

  @Test("files that others can change, or that are no library, are refused")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "plugin-files-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func refusal(_ path: String, pin: String? = nil) -> String {
      (#expect(throws: PluginError.self) { try PluginFile(path, pin: pin) })?.description ?? ""
    }
    let library = folder.appending(component: "plugin.so").path
    #expect(refusal(library).contains("there is no file"))
    try FileManager.default.copyItem(atPath: try FaultPlugin.library(), toPath: library)
    chmod(library, 0o646)
    #expect(refusal(library).contains("can be written by others than its owner (mode 646)"))
    chmod(library, 0o664)
    #expect(refusal(library).contains("mode 664"))
    chmod(library, 0o644)
    let hash = try PluginFile(library).sha256
    #expect(try PluginFile(library, pin: hash.uppercased()).path.hasSuffix("plugin.so"))
    #expect(refusal(library, pin: String(repeating: "0", count: 64)).contains("has the SHA-256 \(hash)"))
    if geteuid() == 0 {
      chown(library, 12345, 0)
      #expect(refusal(library).contains("belongs to user 12345"))
      chown(library, 0, 0)
    }
    try Data("#!/bin/sh\n".utf8).write(to: URL(filePath: library))
    #expect(refusal(library).contains("no shared library"))
    try Data([0x7F, 0x45, 0x4C, 0x46, 2, 1]).write(to: URL(filePath: library))
    #expect(refusal(library).contains("cut off"))
    #expect(refusal(folder.path).contains("no regular file"))
  }

  @Test("what is loaded is what was looked at, also when the file is replaced meanwhile")
  func replaced() throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "plugin-swap-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let library = folder.appending(component: "plugin.so").path
    try FileManager.default.copyItem(atPath: try FaultPlugin.library(), toPath: library)
    chmod(library, 0o644)
    let file = try PluginFile(library)
    try Data("something else".utf8).write(to: URL(filePath: library))
    #expect(try PluginProbe(file, executable: FaultPlugin.gateway).descriptor.id == "fault")
  }

  @Test("another toolchain is refused in process, and taken isolated")
  func toolchain() throws {
    let library = try FaultPlugin.library(#"TOOLCHAIN="other 1.0""#)
    let (file, probe) = (try PluginFile(library), try FaultPlugin.probe(library))
    let error = #expect(throws: PluginError.self) {
      try HostedPlugin(PluginOptions(id: "a", isolation: .inProcess), file: file, descriptor: probe.descriptor)
    }
    #expect(error?.description.contains("other 1.0") == true)
    _ = try HostedPlugin(PluginOptions(id: "a", isolation: .process), file: file, descriptor: probe.descriptor)
  }

  @Test("a refused configuration is told, a crash over it survived")
  func configuration() throws {
    let library = try FaultPlugin.library()
    func problem(_ fault: String) throws -> PluginError? {
      let probe = try FaultPlugin.probe(library)
      let configuration = try #require(RawJSON(text: #"{"fault":"\#(fault)"}"#))
      do throws(PluginError) {
        try probe.check(configuration)
        return nil
      } catch {
        return error
      }
    }
    #expect(try problem("none") == nil)
    #expect(try problem("refuse")?.description == "refuses its configuration: it doesn't like it")
    #expect(try problem("refuse")?.isMisconduct == false)
    #expect(try problem("crash in create")?.isMisconduct == true)
  }
}
