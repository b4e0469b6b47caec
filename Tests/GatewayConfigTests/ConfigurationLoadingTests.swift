import Foundation
import GatewayConfig
import Testing

@Suite struct ConfigurationLoadingTests {
  /// The configuration file that ships with the gateway: in the nearest folder above this file that has it.
  private static var shippedFile: String {
    get throws {
      var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      while folder.path != "/" {
        let file = folder.appendingPathComponent("gateway.yaml").path
        if FileManager.default.fileExists(atPath: file) { return file }
        folder.deleteLastPathComponent()
      }
      throw CocoaError(.fileNoSuchFile)
    }
  }

  @Test func shippedFileSaysWhatTheDefaultsAre() throws {
    let file = try Self.shippedFile
    let shipped = try GatewayConfiguration.load(file: file, environment: [:])
    let builtIn = GatewayConfiguration.builtIn
    #expect(
      GatewayConfiguration.check(file: file, environment: [:]).diagnostics(
        knownHandlers: ConfigurationFixture.standardHandlers) == [])
    #expect(shipped.id == builtIn.id)
    #expect(shipped.log == builtIn.log)
    #expect(shipped.ocpp == builtIn.ocpp)
    #expect(shipped.http == builtIn.http)
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    #expect(shipped.store.sqlite == .file("\(folder)/gateway.db"))
    #expect(builtIn.store.sqlite == .file("gateway.db"))
    #expect(shipped.chains == builtIn.chains)
    #expect(shipped.stations.isEmpty && builtIn.stations.isEmpty)
    #expect(shipped.idTags == builtIn.idTags)
  }

  @Test func shippedFileNamesEveryOption() throws {
    let text = try String(contentsOfFile: try Self.shippedFile, encoding: .utf8)
    for option in GatewayConfiguration.reference().options {
      #expect(text.contains("\(option.key):"), "\(option.path) is missing from gateway.yaml")
    }
  }

  @Test func loadsAFile() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("ocpp: {max_fragments: 5}\nstore: {sqlite: a.db}\n", to: "my.yaml")
    let configuration = try GatewayConfiguration.load(file: file, environment: ["GATEWAY_OCPP_PATH": "/x"])
    #expect(configuration.ocpp.maxFragments == 5)
    #expect(configuration.ocpp.path == "/x")
    #expect(configuration.store.sqlite == .file("\(folder.path)/a.db"))
  }

  @Test func withoutAFileThereIsTheEnvironment() throws {
    let configuration = try GatewayConfiguration.load(file: nil, environment: ["GATEWAY_OCPP_PATH": "/x"])
    #expect(configuration.ocpp.path == "/x")
    let error = #expect(throws: ConfigurationError.self) {
      try GatewayConfiguration.load(file: nil, environment: ["GATEWAY_OCPP_PATH": "x"])
    }
    #expect(error?.diagnostics.count == 1)
  }

  @Test func throwsAllProblemsTogether() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("ocpp:\n  path: x\n  path: /y\nzzz: 1\n", to: "my.yaml")
    let error = #expect(throws: ConfigurationError.self) {
      try GatewayConfiguration.load(file: file, environment: ["GATEWAY_ZZZ": "1", "HTTP_PORT": "x"])
    }
    #expect(
      error?.description == """
        \(file):2:9: error: 'ocpp.path' must be a URL path such as /ocpp, not 'x'
          path: x
                ^
        hint: a path begins with '/'
        \(file):3:3: error: the key 'path' is given twice, first on line 2
          path: /y
          ^
        \(file):4:1: error: unknown key 'zzz' at the top level; known keys: gateway, ocpp, http, store, redis, handlers, \
        plugins, chains, validation, repair, record, stations, id_tags
        zzz: 1
        ^
        environment variable GATEWAY_ZZZ: warning: sets no option of the configuration
        environment variable HTTP_PORT: error: 'http.listen' must be a port from 0 to 65535, not 'x'
        """)
  }

  @Test func warningsDoNotThrow() throws {
    #expect(throws: Never.self) { try GatewayConfiguration.load(file: nil, environment: ["GATEWAY_ZZZ": "1"]) }
    let check = GatewayConfiguration.check(file: nil, environment: ["GATEWAY_ZZZ": "1"])
    #expect(check.diagnostics().map(\.severity) == [.warning])
    #expect(try check.validated().id == GatewayConfiguration.builtIn.id)
  }

  @Test func saysWhyAFileCannotBeRead() throws {
    let folder = try TemporaryFolder()
    func problem(_ file: String) -> String {
      GatewayConfiguration.check(file: file, environment: [:]).diagnostics().map(\.description)
        .joined(separator: "\n").replacingOccurrences(of: folder.path, with: "FOLDER")
    }
    #expect(problem(folder.path + "/none.yaml") == "FOLDER/none.yaml: error: the configuration file does not exist")
    #expect(problem(folder.path) == "FOLDER: error: the configuration file is a folder, not a file")
    #expect(problem("") == ": error: the configuration file is not a file name")
    #expect(problem("a\0b") == "a\\u{0}b: error: the configuration file is not a file name")
    let limit = 4 << 20
    let largest = try folder.write([UInt8](repeating: 0x23, count: limit), to: "largest.yaml")
    #expect(problem(largest) == "")
    let larger = try folder.write([UInt8](repeating: 0x23, count: limit + 1), to: "larger.yaml")
    #expect(problem(larger) == "FOLDER/larger.yaml: error: the configuration file is larger than 4MiB")
  }

  @Test func aBrokenFileIsNoReasonForMoreErrors() {
    let check = ConfigurationFixture.check("ocpp: [\n")
    #expect(check.diagnostics(knownHandlers: ConfigurationFixture.standardHandlers).count == 1)
    #expect(check.configuration.ocpp == GatewayConfiguration.builtIn.ocpp)
  }

  @Test func addsWhatOthersReport() throws {
    let check = ConfigurationFixture.check("chains: {ocpp1.6: {Heartbeat: [core]}}\n")
    let handler = try #require(check.configuration.chains[.ocpp16].last?.handlers.first)
    check.report(.error, at: handler.location, "'core' cannot take part in Heartbeat", hint: "hint")
    let error = #expect(throws: ConfigurationError.self) { try check.validated() }
    #expect(
      error?.description == """
        gateway.yaml:1:32: error: 'core' cannot take part in Heartbeat
        chains: {ocpp1.6: {Heartbeat: [core]}}
                                       ^
        hint: hint
        """)
  }
}
